package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.quickstart.SlowWatcher.Event;
import io.lastword.test.Faults;
import io.lastword.test.Seed;
import io.lastword.test.Topics;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A slow watcher that is cut off again and again loses nothing, while one generation after the other takes over.
 * {@code -Dlastword.test.watch.changes=50000} and {@code -Dlastword.test.watch.disconnects=100} make it as long as
 * promised.
 */
@Faults
class WatchResumeThroughRebuildsIT {

    private static final int CHANGES = Integer.getInteger("lastword.test.watch.changes", 6_000);
    private static final int DISCONNECTS = Integer.getInteger("lastword.test.watch.disconnects", 30);
    private static final long SEED = Seed.ofThisRun();
    private static final int ENTITIES = 500;
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RunningSystem system = system();
    private final Random random = new Random(SEED);
    private final String prefix = "wr" + Integer.toString(random.nextInt(1 << 28), Character.MAX_RADIX) + "-";
    private final Map<String, Event> held = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    RunningSystem system() {
        return RunningSystem.shared();
    }

    @Test
    void shouldEndWithTheFinalStateOfEveryEntityHoweverOftenItIsCutOff() throws Exception {
        String path = "/v1/watch/device?prefix=" + prefix + "&from="
                + system.query().get("/v1/entities/device?limit=1").text("token");
        String lastEventId = null;
        try (Rebuilds rebuilds = Rebuilds.of(system, "device")) {
            int before = rebuilds.least();
            for (int cut = 0; cut < DISCONNECTS; cut++) {
                Random chunk = new Random(random.nextLong());
                CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(chunk, CHANGES / DISCONNECTS));
                if (cut % (DISCONNECTS / 3) == 1) {
                    rebuilds.awaitFlips(1);
                }
                lastEventId = watch(cut, path, lastEventId, random.nextInt(2 * CHANGES / DISCONNECTS));
                writer.join();
            }
            assertThat(rebuilds.least() - before).as("flips of every partition").isGreaterThan(1);

            Map<String, String> last = lastWords();
            try (SlowWatcher watcher = SlowWatcher.open(query(DISCONNECTS), path, lastEventId, PATIENCE)) {
                while (!heldWords().equals(last)) {
                    note(watcher.next());
                }
            } catch (SocketTimeoutException e) {
                assertThat(heldWords()).as("seed %d", SEED).isEqualTo(last);
            }
            assertThat(last).hasSizeGreaterThan(ENTITIES / 2);
            assertThat(faults).as("seed %d", SEED).isEmpty();
        }
    }

    /** Reads so many events, or as many as come, and returns from where to resume. */
    private @Nullable String watch(int cut, String path, @Nullable String lastEventId, int events) throws IOException {
        try (SlowWatcher watcher = SlowWatcher.open(query(cut), path, lastEventId, QUIET)) {
            try {
                for (int i = 0; i < events; i++) {
                    note(watcher.next());
                }
            } catch (SocketTimeoutException e) {
                // Nothing more has come; the next one goes on from here.
            }
            return watcher.lastEventId();
        }
    }

    private Http query(int cut) {
        return system.queries().get(cut % system.queries().size());
    }

    private void write(Random ids, int changes) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < changes; i++) {
            // Half of all changes are of one in twenty entities.
            String id = prefix + (ids.nextBoolean() ? ids.nextInt(ENTITIES / 20) : ids.nextInt(ENTITIES));
            lines.append("{\"id\":\"").append(id);
            lines.append(
                    ids.nextInt(10) == 0 ? "\",\"deleted\":true}\n" : "\",\"state\":{\"n\":" + ids.nextInt() + "}}\n");
        }
        Http.Answer written = system.producer().postNdjson("/v1/entities/device", lines.toString());
        assertThat(written.json().path("accepted").intValue())
                .as(written.body())
                .isEqualTo(changes);
    }

    private void note(Event event) {
        if (!event.kind().equals("change") && !event.kind().equals("deleted")) {
            faults.add("unexpected " + event);
            return;
        }
        Event before = held.put(event.entity(), event);
        if (before != null && before.revision() >= event.revision()) {
            faults.add(before + " was followed by " + event);
        }
    }

    private Map<String, String> heldWords() {
        Map<String, String> words = new HashMap<>();
        held.forEach((id, event) -> words.put(
                id,
                event.revision() + " "
                        + (event.kind().equals("change") ? event.json().path("state") : "deleted")));
        return words;
    }

    private Map<String, String> lastWords() {
        Map<String, String> words = new HashMap<>();
        Map<String, ConsumerRecord<byte[], byte[]>> last =
                Topics.lastPerKey(Topics.read(system.broker, system.deviceTopic));
        last.forEach((id, record) -> {
            if (id.startsWith(prefix)) {
                byte[] value = record.value();
                words.put(id, record.offset() + " " + (value == null ? "deleted" : new String(value, UTF_8)));
            }
        });
        return words;
    }
}
