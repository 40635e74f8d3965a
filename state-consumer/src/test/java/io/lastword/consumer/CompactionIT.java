package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.ServiceProcess;
import io.lastword.test.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the log cleaner takes away while nobody looks is not served as if it were still there. */
class CompactionIT {

    private static final Duration RETENTION = Duration.ofSeconds(4);
    private static final String EXPIRED = "tombstones-may-have-expired";

    private static TestBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = Compaction.newBroker();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    @Faults
    void shouldServeNobodyWhoseTombstoneCameAndWentDuringAnOutage() {
        try (Scene scene = new Scene(broker, Backends.redis(), 1, Compaction.NOT_YET)) {
            foldAndStop(scene);
            LogOracle all = deleteUntilTombstonesAreGone(scene);

            try (Watcher watcher = new Watcher(scene, 0)) {
                ServiceProcess consumer = scene.startProcess();
                Picture after = scene.awaitFolded().get(0);

                assertThat(after.reason()).isEqualTo(EXPIRED);
                assertThat(after.entities()).containsOnlyKeys(idsAndTick());
                assertThat(consumer.output()).contains("device/0: rebuilding (" + EXPIRED + ")");
                assertThat(Actuator.of(consumer).rebuilds(EXPIRED)).isEqualTo(1);
                Watcher.assertTrue(watcher.stop(), Map.of(scene.topicId(), all));
                assertThat(watcher.sawCold()).isFalse();
            }
        }
    }

    @Test
    void shouldCountTheRetentionThatWasInForceWhenTheOutageBegan() {
        try (Scene scene = new Scene(broker, Backends.redis(), 1, Compaction.NOT_YET)) {
            foldAndStop(scene);
            LogOracle all = deleteUntilTombstonesAreGone(scene);
            scene.setTombstoneRetention(Duration.ofDays(1));

            try (Watcher watcher = new Watcher(scene, 0)) {
                scene.start();
                Picture after = scene.awaitFolded().get(0);

                assertThat(after.reason()).isEqualTo(EXPIRED);
                assertThat(after.entities()).containsOnlyKeys(idsAndTick());
                Watcher.assertTrue(watcher.stop(), Map.of(scene.topicId(), all));
            }
        }
    }

    @Test
    void shouldFoldTheFullLogAndTheCompactedLogToTheSameStore() {
        try (Scene scene = new Scene(broker, Backends.redis(), 1, Compaction.NOT_YET)) {
            scene.start();
            Writer writer = scene.writer();
            writer.mixed(new Random(8), "id-", 300, 2_000);
            byte[] oversize = ("{\"n\":\"" + "x".repeat(600 << 10) + "\"}").getBytes(UTF_8);
            for (String id : List.of("id-1", "id-2", "id-3")) {
                writer.send(null, id.getBytes(UTF_8), oversize);
            }
            writer.put("id-2", "{\"n\":\"healed\"}");
            writer.delete("id-3");
            writer.put("id-4", "no object");
            writer.flush();
            Map<String, String> full = scene.awaitFolded().get(0).entities();
            assertThat(full.get("id-1")).contains(" unreadable ");
            assertThat(full.get("id-4")).contains(" unreadable ");
            assertThat(full.get("id-2")).contains("healed");
            assertThat(full).doesNotContainKey("id-3");

            Compaction.allow(scene);
            LogOracle compacted = Compaction.appendUntil(
                    scene, writer, "one record per id", log -> Compaction.records(log, "id-") <= 300);
            scene.wipe();
            Map<String, String> rebuilt =
                    new HashMap<>(scene.awaitFolded().get(0).entities());

            assertThat(compacted.records()).hasSizeLessThan(400);
            assertThat(rebuilt.remove("tick")).isNotNull();
            assertThat(rebuilt).isEqualTo(full);
        }
    }

    /** Leaves a hundred entities in store and log, and no consumer. */
    private static void foldAndStop(Scene scene) {
        scene.setTombstoneRetention(RETENTION);
        scene.writer().upserts("id-", 100, 1);
        try (var consumer = scene.start()) {
            scene.awaitFolded();
            scene.awaitKnown(RETENTION);
        }
    }

    /** Deletes all but the first ten; returns every change, of which the log then holds no trace of the deleted ones. */
    private static LogOracle deleteUntilTombstonesAreGone(Scene scene) {
        Instant stopped = Instant.now();
        Writer writer = scene.writer();
        for (int i = 10; i < 100; i++) {
            writer.delete("id-" + i);
        }
        writer.flush();
        LogOracle all = scene.log();
        assertThat(all.records()).hasSize(100 + 90);
        Compaction.allow(scene);
        LogOracle left =
                Compaction.appendUntil(scene, writer, "no tombstone", log -> Compaction.records(log, "id-") == 10);
        assertThat(Instant.now()).isAfter(stopped.plus(RETENTION));
        return all.continuedBy(left);
    }

    private static String[] idsAndTick() {
        return new String[] {"id-0", "id-1", "id-2", "id-3", "id-4", "id-5", "id-6", "id-7", "id-8", "id-9", "tick"};
    }
}
