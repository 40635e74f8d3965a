package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.query.EventClient.Event;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a watcher with conditions is told of entities that never met them, do so no more, end, or cannot be read. */
@AnyServer
class WatchFilterIT {

    private static final String ON = "/v1/watch/device?prefix=a-&where=status:on";

    private static WrittenLog log;
    private static ApiUnderTest api;

    @BeforeAll
    static void start() {
        log = new WrittenLog(Backends.broker());
        api = new ApiUnderTest(Backends.redis(), log.settings());
        api.store().recreate(log.incarnation().topicId());
    }

    @AfterAll
    static void stop() {
        api.close();
        log.close();
    }

    @Test
    void shouldTellAWatcherThatComesBackOfAllThatItMayHoldAndOfNothingElse() {
        Map<String, String> told = new HashMap<>();
        String lastSeen;
        try (EventClient watcher = new EventClient(api.port(), ON, null)) {
            lastSeen = watcher.next().id();
        }
        log.put("b-outside", "{\"status\":\"on\"}");
        log.put("b-broken", "no state");
        log.put("a-left", "{\"status\":\"off\"}");
        log.delete("a-ended");
        log.put("a-broken", "no state");
        log.put("a-came", "{\"status\":\"on\"}");
        for (int partition = 0; partition < StoredLog.PARTITIONS; partition++) {
            log.put(marker(partition), "{\"status\":\"on\"}");
        }

        try (EventClient back = new EventClient(api.port(), ON, lastSeen)) {
            while (told.keySet().stream()
                            .filter(id -> id.startsWith("a-end-of"))
                            .count()
                    < StoredLog.PARTITIONS) {
                Event event = back.nextTold();
                told.put(event.entity(), event.kind());
            }
        }

        told.keySet().removeIf(id -> id.startsWith("a-end-of"));
        assertThat(told)
                .isEqualTo(
                        Map.of("a-left", "left", "a-ended", "deleted", "a-broken", "unreadable", "a-came", "change"));
    }

    @Test
    void shouldBeginWithWhatMeetsTheConditionsAndWithWhatMayMeetThem() {
        String generation = Topics.unique("g");
        api.store().serveAll(generation, 0);
        for (int partition = 0; partition < StoredLog.PARTITIONS; partition++) {
            long end = log.put(marker(partition), "{}").offset() + 1;
            api.store().generation(partition, generation, end, Instant.now());
        }
        api.store().snapshot(generation, "a-on", 0, "{\"status\":\"on\"}");
        api.store().snapshot(generation, "a-off", 0, "{\"status\":\"off\"}");
        api.store().snapshot(generation, "b-on", 0, "{\"status\":\"on\"}");
        api.store().unreadable(generation, "a-broken", 0, "the JSON is malformed");
        api.store().unreadable(generation, "b-broken", 0, "the JSON is malformed");
        Map<String, String> told = new HashMap<>();

        try (EventClient watcher = new EventClient(api.port(), ON + "&snapshot=true", null)) {
            assertThat(watcher.nextTold().kind()).isEqualTo("snapshot-begin");
            for (Event event = watcher.nextTold(); !event.kind().equals("snapshot-end"); event = watcher.nextTold()) {
                told.put(event.entity(), event.kind());
            }
        }

        assertThat(told).isEqualTo(Map.of("a-on", "snapshot", "a-broken", "unreadable"));
    }

    /** An entity of this partition. */
    private static String marker(int partition) {
        for (int i = 0; ; i++) {
            String id = "a-end-of-" + i;
            if (StoredLog.partition(id) == partition) {
                return id;
            }
        }
    }
}
