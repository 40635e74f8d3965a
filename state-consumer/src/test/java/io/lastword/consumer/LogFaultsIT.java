package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import io.lastword.test.SingleTestBroker;
import io.lastword.test.TestBroker;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Whatever happens to the log, nothing is served that it does not say. */
class LogFaultsIT {

    /** A partition is then cold for long enough to be seen so. */
    private static final String[] SLOWLY = {
        "--lastword.consumer.batch-size=10", "--lastword.consumer.max-round-records=10"
    };

    private @Nullable TestBroker own;

    TestBroker broker() {
        return Backends.broker();
    }

    RedisServers redis() {
        return Backends.redis();
    }

    /** A broker that the test may stop. */
    TestBroker stoppableBroker() {
        own = Backends.newBroker(Map.of());
        return own;
    }

    @AfterEach
    void closeOwn() {
        if (own != null) {
            own.close();
        }
    }

    @Test
    void shouldNeverServeOldEntitiesWithARecreatedLog() {
        try (Scene scene = new Scene(broker(), redis(), 1)) {
            Map<String, LogOracle> logs = new HashMap<>();
            Writer writer = scene.writer();
            writer.upserts("old-", 1_000, 1);
            scene.start();
            scene.awaitFolded();
            logs.put(scene.topicId(), scene.log());

            try (Watcher watcher = new Watcher(scene, 0)) {
                for (int size : List.of(10, 300, 2_000)) {
                    String oldId = scene.topicId();
                    scene.deleteTopic();
                    Instant deleted = Instant.now();
                    scene.createTopicAgain();
                    try (Writer next = scene.writer()) {
                        next.upserts("old-", size / 2, size);
                        next.upserts("new-" + size + "-", size - size / 2, size);
                    }

                    Picture now = scene.awaitFolded().get(0);
                    logs.put(scene.topicId(), scene.log());
                    assertThat(now.reason()).isIn("topic-recreated", "store-empty");
                    assertThat(now.entities()).hasSize(size);
                    assertThat(deletedLogServedSince(scene, oldId, deleted)).isFalse();
                }
                Watcher.assertTrue(watcher.stop(), logs);
            }
        }
    }

    /** Nothing else than a look-up of the topic id can tell here, since the log goes on where the old one ended. */
    @Test
    void shouldNotReadOnInARecreatedLogThatIsPastItsPosition() {
        try (Scene scene = new Scene(broker(), redis(), 1)) {
            Map<String, LogOracle> logs = new HashMap<>();
            scene.writer().upserts("old-", 50, 1);
            scene.start(
                    // The consumer looks for the new log only when that is long enough, and no heartbeat looks for it.
                    "--spring.kafka.consumer.properties.retry.backoff.ms=3000",
                    "--spring.kafka.consumer.properties.retry.backoff.max.ms=3000",
                    "--lastword.consumer.heartbeat=1h");
            scene.awaitFolded();
            logs.put(scene.topicId(), scene.log());

            try (Watcher watcher = new Watcher(scene, 0)) {
                scene.deleteTopic();
                scene.createTopicAgain();
                scene.writer().upserts("new-", 200, 2);
                logs.put(scene.topicId(), scene.log());

                assertThat(scene.awaitFolded().get(0).reason()).isEqualTo("topic-recreated");
                Watcher.assertTrue(watcher.stop(), logs);
            }
        }
    }

    @Test
    void shouldServeNothingOfRecordsThatWereDeletedFromTheLogsStart() {
        try (Scene scene = new Scene(broker(), redis(), 1)) {
            scene.writer().upserts("id-", 2_000, 1);
            scene.start(SLOWLY);
            Picture before = scene.awaitFolded().get(0);
            LogOracle whole = scene.log();

            try (Watcher watcher = new Watcher(scene, 0)) {
                scene.deleteRecordsBefore(0, 1_000);
                Instant deleted = Instant.now();
                Picture after = scene.awaitFolded().get(0);

                assertThat(after.reason()).isEqualTo("log-truncated");
                assertThat(after.entities()).hasSize(1_000).doesNotContainKey("id-999");
                List<Picture> seen = watcher.stop();
                assertThat(watcher.sawCold()).isTrue();
                Watcher.assertTrue(ofGeneration(before, seen, true), Map.of(scene.topicId(), whole));
                Watcher.assertTrue(ofGeneration(before, seen, false), Map.of(scene.topicId(), scene.log()));
                assertThat(ofGeneration(before, seen, true))
                        .allMatch(picture -> picture.caughtUpAt().isBefore(deleted));
            }
        }
    }

    @Test
    void shouldBuildAnewFromABrokerThatWasSetBack() {
        try (SingleTestBroker broker = Backends.newBroker(Map.of());
                Scene scene = new Scene(broker, redis(), 1)) {
            scene.writer().upserts("id-", 1_000, 1);
            LogOracle older = scene.log();
            broker.stop();
            byte[] copy = broker.copy();
            broker.start();
            scene.writer().upserts("lost-", 1_000, 2);
            LogOracle newer = scene.log();
            Picture before;
            try (ConfigurableApplicationContext consumer = scene.start()) {
                before = scene.awaitFolded().get(0);
            }
            Instant stopped = Instant.now();

            broker.stop();
            broker.startFrom(copy);
            assertThat(scene.log().records()).hasSameSizeAs(older.records());

            try (Watcher watcher = new Watcher(scene, 0)) {
                scene.start(SLOWLY);
                Picture after = scene.awaitFolded().get(0);

                assertThat(after.reason()).isEqualTo("position-out-of-range");
                assertThat(after.topicId()).isEqualTo(before.topicId());
                assertThat(after.entities()).hasSize(1_000).doesNotContainKey("lost-0");
                List<Picture> seen = watcher.stop();
                assertThat(watcher.sawCold()).isTrue();
                Watcher.assertTrue(ofGeneration(before, seen, true), Map.of(scene.topicId(), newer));
                Watcher.assertTrue(ofGeneration(before, seen, false), Map.of(scene.topicId(), older));
                assertThat(ofGeneration(before, seen, true))
                        .allMatch(picture -> picture.caughtUpAt().isBefore(stopped));
            }
        }
    }

    @Test
    void shouldFoldOnAfterTheBrokerWasRestarted() {
        TestBroker broker = stoppableBroker();
        try (Scene scene = new Scene(broker, redis(), 2)) {
            Writer writer = scene.writer();
            Random random = new Random(3);
            writer.mixed(random, "id-", 500, 2_000);
            ConfigurableApplicationContext consumer = scene.start();
            List<Picture> before = scene.awaitFolded();

            broker.stop();
            broker.start();
            writer.mixed(random, "id-", 500, 2_000);

            List<String> generations = before.stream().map(Picture::generation).toList();
            assertThat(scene.awaitFolded()).extracting(Picture::generation).isEqualTo(generations);

            // A marker of a later leader epoch than the last record before it is no truncation.
            Writer transactions = scene.transactionalWriter();
            transactions.producer().beginTransaction();
            transactions.mixed(random, "aborted-", 50, 50);
            broker.stop();
            broker.start();
            transactions.producer().abortTransaction();
            Instant aborted = Instant.now();
            Scene.await("being caught up behind the marker")
                    .until(() -> scene.pictures().stream()
                            .allMatch(picture -> picture.caughtUpAt().isAfter(aborted)));
            consumer.close();
            writer.mixed(random, "id-", 500, 100);
            scene.start();

            assertThat(scene.awaitFolded()).extracting(Picture::generation).isEqualTo(generations);
        }
    }

    private static List<Picture> ofGeneration(Picture one, List<Picture> pictures, boolean same) {
        return pictures.stream()
                .filter(picture -> picture.generation().equals(one.generation()) == same)
                .toList();
    }

    private static boolean deletedLogServedSince(Scene scene, String topicId, Instant deleted) {
        Picture picture = scene.picture(0);
        return picture != null
                && picture.topicId().equals(topicId)
                && picture.caughtUpAt() != null
                && picture.caughtUpAt().isAfter(deleted);
    }
}
