package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.query.EventClient.Event;
import io.lastword.test.Backends;
import io.lastword.test.Seed;
import io.lastword.test.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * A watcher that is cut off again and again loses nothing. {@code -Dlastword.test.watch.changes=50000} and
 * {@code -Dlastword.test.watch.disconnects=100} make it as long as promised.
 */
class WatchResumeIT {

    private static final int CHANGES = Integer.getInteger("lastword.test.watch.changes", 6_000);
    private static final int DISCONNECTS = Integer.getInteger("lastword.test.watch.disconnects", 30);
    private static final long SEED = Seed.ofThisRun();
    private static final int ENTITIES = 500;
    private static final String TYPE = "/v1/watch/device";

    private final Random random = new Random(SEED);
    private final Map<String, Event> held = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> markersLeft = new HashSet<>();

    @Test
    void shouldEndWithTheFinalStateOfEveryEntityHoweverOftenItIsCutOff() {
        try (WrittenLog log = new WrittenLog(Backends.broker());
                ApiUnderTest api = new ApiUnderTest(
                        Backends.redis(),
                        log.settings(
                                "--lastword.query.watch.heartbeat=200ms",
                                "--lastword.query.watch.max-pending=200",
                                "--lastword.query.watch.recent-bytes=32KB"))) {
            String lastEventId = null;
            for (int cut = 0; cut < DISCONNECTS; cut++) {
                try (EventClient watcher = new EventClient(api.port(), TYPE, lastEventId)) {
                    if (cut == 0) {
                        note(watcher.next());
                    }
                    write(log, CHANGES / DISCONNECTS);
                    int events = 1 + random.nextInt(2 * CHANGES / DISCONNECTS);
                    for (int i = 0; i < events; i++) {
                        Event event = watcher.next();
                        note(event);
                        if (event.kind().equals("heartbeat")) {
                            break;
                        }
                    }
                    lastEventId = watcher.lastEventId();
                }
            }
            for (int partition = 0; partition < StoredLog.PARTITIONS; partition++) {
                markersLeft.add(marker(partition));
                log.put(marker(partition), "{}");
            }
            try (EventClient watcher = new EventClient(api.port(), TYPE, lastEventId)) {
                while (!markersLeft.isEmpty()) {
                    note(watcher.nextTold());
                }
            }

            assertThat(faults).as("seed %d", SEED).isEmpty();
            Map<String, ConsumerRecord<byte[], byte[]>> last =
                    Topics.lastPerKey(Topics.read(Backends.broker(), log.topic));
            assertThat(last).hasSizeGreaterThan(ENTITIES / 2);
            last.forEach((id, record) -> assertThat(held.get(id))
                    .as("%s, seed %d", id, SEED)
                    .satisfies(event -> assertThat(event.revision()).isEqualTo(record.offset()))
                    .satisfies(event -> assertThat(event.kind()).isEqualTo(kind(record.value())))
                    .satisfies(event -> assertThat(event.json().path("state").toString())
                            .isEqualTo(
                                    event.kind().equals("change")
                                            ? new String(record.value(), StandardCharsets.UTF_8)
                                            : "")));
        }
    }

    private void write(WrittenLog log, int changes) {
        for (int i = 0; i < changes; i++) {
            // Half of all changes are of one in twenty entities.
            String id = "e" + (random.nextBoolean() ? random.nextInt(ENTITIES / 20) : random.nextInt(ENTITIES));
            int dice = random.nextInt(20);
            log.send(id, dice == 0 ? null : dice == 1 ? "no state" : "{\"n\":" + random.nextInt() + "}");
        }
    }

    private void note(Event event) {
        if (event.kind().equals("heartbeat")) {
            return;
        }
        if (!Set.of("change", "deleted", "unreadable").contains(event.kind())) {
            faults.add("unexpected " + event);
            return;
        }
        Event before = held.put(event.entity(), event);
        if (before != null && before.revision() >= event.revision()) {
            faults.add(before + " was followed by " + event);
        }
        markersLeft.remove(event.entity());
    }

    private static String kind(byte[] value) {
        return value == null ? "deleted" : value[0] == '{' ? "change" : "unreadable";
    }

    private static String marker(int partition) {
        for (int i = 0; ; i++) {
            if (StoredLog.partition("end-" + i) == partition) {
                return "end-" + i;
            }
        }
    }
}
