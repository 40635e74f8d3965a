package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.record.Partitioner;
import io.lastword.model.store.CatalogEntry;
import io.lastword.test.Backends;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The consumer in its everyday life, and with a log that is not as it should be. */
class FoldIT {

    private static final long SEED = 20_260_301;

    @Test
    void shouldFoldMixedChangesToExactlyTheFoldOfTheLog() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 4)) {
            Writer writer = scene.writer();
            Random random = new Random(SEED);
            writer.mixed(random, "early-", 1_000, 5_000);
            writer.send(0, new byte[] {(byte) 0xff, 1}, "{}".getBytes(UTF_8));
            writer.flush();

            ConfigurableApplicationContext consumer = scene.start();
            writer.mixed(random, "id-", 3_000, 15_000);
            writer.send(1, new byte[] {(byte) 0xff, 2}, null);
            writer.flush();

            List<Picture> pictures = scene.awaitFolded();
            assertThat(pictures.stream().mapToLong(Picture::unaddressable).sum())
                    .isEqualTo(2)
                    .isEqualTo(scene.log().unaddressable());
            assertThat(pictures).extracting(Picture::reason).containsOnly("store-empty");
            assertThat(Scene.health(consumer)).contains("\"status\":\"UP\"").doesNotContain("DOWN");
            long withoutKind = pictures.stream()
                    .mapToLong(picture ->
                            picture.liveEntities() - picture.indexed().get("kind"))
                    .sum();
            assertThat(withoutKind).isPositive();
            Scene.await("the count of entities without a kind")
                    .until(() -> unindexed(consumer, "kind") == withoutKind && unindexed(consumer, "status") == 0);
        }
    }

    private static double unindexed(ConfigurableApplicationContext consumer, String index) {
        return consumer
                .getBean(MeterRegistry.class)
                .find("lastword.index.unindexed.entities")
                .tags("type", "device", "index", index)
                .gauges()
                .stream()
                .mapToDouble(Gauge::value)
                .findFirst()
                .orElse(-1);
    }

    @Test
    void shouldStayCurrentWhileTheLogIsIdle() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            scene.start();
            Instant first = scene.awaitFolded().get(0).caughtUpAt();

            Scene.await("a later caught-up-at")
                    .until(() -> scene.picture(0).caughtUpAt().isAfter(first.plusSeconds(1)));

            assertThat(scene.picture(0).caughtUpAt()).isBeforeOrEqualTo(Instant.now());
        }
    }

    @Test
    void shouldStayCompleteOverARestartWithoutBuildingAnew() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 500, 1);
            ConfigurableApplicationContext first = scene.start();
            List<Picture> before = scene.awaitFolded();
            first.close();
            writer.upserts("id-", 250, 2);

            scene.start();

            assertThat(scene.awaitFolded())
                    .extracting(Picture::generation)
                    .isEqualTo(before.stream().map(Picture::generation).toList());
        }
    }

    @Test
    void shouldStopAtAnOpenTransactionAndSkipAnAbortedOne() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            Writer writer = scene.writer();
            Writer transactions = scene.transactionalWriter();
            transactions.producer().beginTransaction();
            transactions.upserts("aborted-", 10, 1);
            transactions.producer().abortTransaction();
            writer.upserts("id-", 10, 1);
            transactions.producer().beginTransaction();
            transactions.upserts("open-", 10, 1);
            writer.upserts("behind-", 10, 1);
            Instant opened = Instant.now();

            scene.start();

            // The log's stable end is known to the build, which is served there; the log's true end is not reached.
            Scene.await("the flip at the stable end").until(() -> scene.picture(0) != null);
            Picture stable = scene.picture(0);
            assertThat(stable.entities()).hasSize(10).containsKeys("id-0", "id-9");
            Scene.await("two heartbeats")
                    .until(() -> lookedAt(scene, opened) && lookedAt(scene, opened.plusSeconds(2)));
            assertThat(scene.picture(0).offset()).isEqualTo(stable.offset());
            assertThat(scene.picture(0).caughtUpAt()).isNull();

            transactions.producer().commitTransaction();
            // The commit returns before its markers are in the log, and until then no reader sees more.
            Scene.await("the committed changes")
                    .until(() -> scene.picture(0).entities().size() == 30);
            Picture committed = scene.awaitFolded().get(0);
            assertThat(committed.entities()).containsKeys("open-0", "behind-9");
            Scene.await("being caught up behind the marker")
                    .until(() -> scene.picture(0).caughtUpAt() != null);
            assertThat(scene.picture(0).generation()).isEqualTo(stable.generation());
        }
    }

    @Test
    void shouldNotMoveCaughtUpAtPastATransactionThatIsOpen() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 1)) {
            scene.start();
            scene.awaitFolded();
            Writer transactions = scene.transactionalWriter();
            transactions.producer().beginTransaction();
            transactions.upserts("open-", 10, 1);
            Instant opened = Instant.now();

            Scene.await("two heartbeats")
                    .until(() -> lookedAt(scene, opened) && lookedAt(scene, opened.plusSeconds(2)));
            assertThat(scene.picture(0).caughtUpAt()).isBeforeOrEqualTo(opened);

            transactions.producer().abortTransaction();
            Scene.await("going on").until(() -> scene.picture(0).caughtUpAt().isAfter(opened));
            assertThat(scene.picture(0).entities()).isEmpty();
        }
    }

    @Test
    void shouldRefuseATopicWhosePartitionsWereIncreased() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 500, 1);
            ConfigurableApplicationContext consumer =
                    scene.start("--spring.kafka.consumer.properties.metadata.max.age.ms=1000");
            List<Picture> before = scene.awaitFolded();

            scene.admin().createPartitions(Map.of(scene.topic(), NewPartitions.increaseTo(4)));
            Scene.await("DOWN")
                    .untilAsserted(() -> assertThat(Scene.health(consumer))
                            .contains("\"status\":\"DOWN\"")
                            .contains("folded with 2 partitions and now has 4", "Make a new topic"));
            writer.upserts("new-", 500, 2);

            // New partitions are given out with the next rebalance; then each of the four has been refused.
            Scene.await("four refusals")
                    .untilAsserted(() -> assertThat(Scene.health(consumer).split("refused: ", -1))
                            .hasSize(1 + 4));
            assertThat(scene.pictures())
                    .extracting(Picture::entities)
                    .isEqualTo(before.stream().map(Picture::entities).toList());
            assertThat(scene.picture(2)).isNull();
            assertThat(scene.picture(3)).isNull();
            byte[] catalog = scene.redis().hget(scene.layout().catalog(), Scene.TYPE.getBytes(UTF_8));
            assertThat(CatalogEntry.decode(new String(catalog, UTF_8)).partitions())
                    .isEqualTo(2);
        }
    }

    @Test
    void shouldReportKeysThatWereWrittenWithAnotherPartitioner() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 100, 1);
            ConfigurableApplicationContext consumer = scene.start();
            scene.awaitFolded();
            byte[] stray = "stray".getBytes(UTF_8);
            int wrong = 1 - Partitioner.partition(stray, 2);

            writer.send(wrong, stray, "{}".getBytes(UTF_8));
            writer.flush();

            Scene.await("DOWN")
                    .untilAsserted(
                            () -> assertThat(Scene.health(consumer)).contains("\"status\":\"DOWN\"", "misplaced-keys"));
            scene.awaitFolded();
            assertThat(scene.picture(wrong).entities()).doesNotContainKey("stray");
            byte[] misplaced = scene.layout()
                    .misplaced(Scene.TYPE, wrong, scene.picture(wrong).generation());
            assertThat(scene.redis().hexists(misplaced, stray)).isTrue();

            // Also a consumer that never saw the record itself knows of it.
            consumer.close();
            ConfigurableApplicationContext next = scene.start();
            Scene.await("DOWN again")
                    .untilAsserted(() -> assertThat(Scene.health(next)).contains("misplaced-keys"));
        }
    }

    private static boolean lookedAt(Scene scene, Instant after) {
        byte[] key = scene.layout().generation(Scene.TYPE, 0, scene.picture(0).generation());
        byte[] at = scene.redis().hget(key, "log-observed-at".getBytes(UTF_8));
        return Instant.ofEpochMilli(Long.parseLong(new String(at, UTF_8))).isAfter(after);
    }
}
