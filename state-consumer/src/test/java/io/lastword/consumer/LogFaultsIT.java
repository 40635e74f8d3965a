package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.TestBroker;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Whatever happens to the log, nothing is served that it does not say. */
class LogFaultsIT {

    @Test
    void shouldNeverServeOldEntitiesWithARecreatedLog() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
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

    @Test
    void shouldFoldOnAfterTheBrokerWasRestarted() {
        try (TestBroker broker = Backends.newBroker(Map.of());
                Scene scene = new Scene(broker, Backends.redis(), 2)) {
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

    private static boolean deletedLogServedSince(Scene scene, String topicId, Instant deleted) {
        Picture picture = scene.picture(0);
        return picture != null
                && picture.topicId().equals(topicId)
                && picture.caughtUpAt() != null
                && picture.caughtUpAt().isAfter(deleted);
    }
}
