package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.TestRedis;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Whatever happens to Redis, the snapshots become right again from the log. */
class StoreFaultsIT {

    @Test
    void shouldComeBackCompleteAfterTheStoreWasWiped() {
        try (Scene scene = new Scene(Backends.broker(), Backends.redis(), 2)) {
            Writer writer = scene.writer();
            writer.mixed(new Random(1), "id-", 2_000, 6_000);
            scene.start();
            List<Picture> before = scene.awaitFolded();

            try (Watcher watcher = new Watcher(scene, 0)) {
                scene.wipe();
                List<Picture> after = scene.awaitFolded();

                assertThat(after).extracting(Picture::reason).containsOnly("store-empty");
                assertThat(after.get(0).generation()).isNotEqualTo(before.get(0).generation());
                Watcher.assertTrue(watcher.stop(), Map.of(scene.topicId(), scene.log()));
            }
        }
    }

    @Test
    void shouldGoOnWhereItWasAfterRedisComesBackWithItsData() {
        try (TestRedis redis = Backends.newRedis(true);
                Scene scene = new Scene(Backends.broker(), redis, 2)) {
            Writer writer = scene.writer();
            Random random = new Random(2);
            writer.mixed(random, "id-", 500, 2_000);
            scene.start();
            List<Picture> before = scene.awaitFolded();

            redis.stop();
            writer.mixed(random, "id-", 500, 2_000);
            redis.start();
            writer.mixed(random, "id-", 500, 2_000);

            assertThat(scene.awaitFolded())
                    .extracting(Picture::generation)
                    .isEqualTo(before.stream().map(Picture::generation).toList());

            redis.stop();
            redis.startEmpty();

            assertThat(scene.awaitFolded())
                    .extracting(Picture::generation)
                    .doesNotContainAnyElementsOf(
                            before.stream().map(Picture::generation).toList());
        }
    }

    /** Redis with older data, be it a backup or a replica that lost writes: position and snapshots go back together. */
    @Test
    void shouldResumeFromTheOlderPositionOfARedisThatWasSetBack() {
        try (TestRedis redis = Backends.newRedis(true);
                Scene scene = new Scene(Backends.broker(), redis, 2)) {
            Writer writer = scene.writer();
            Random random = new Random(9);
            writer.mixed(random, "id-", 500, 2_000);
            scene.start();
            List<Picture> older = scene.awaitFolded();
            byte[] copy = redis.copy();
            writer.mixed(random, "id-", 500, 2_000);
            scene.awaitFolded();
            redis.cli("SET", scene.layout().prefix() + "since-the-copy", "gone after it was set back");

            try (Watcher watcher = new Watcher(scene, 0)) {
                redis.stop();
                redis.startFrom(copy);

                assertThat(scene.awaitFolded())
                        .extracting(Picture::generation)
                        .isEqualTo(older.stream().map(Picture::generation).toList());
                assertThat(redis.cli("EXISTS", scene.layout().prefix() + "since-the-copy"))
                        .isEqualTo("0");
                Watcher.assertTrue(watcher.stop(), Map.of(scene.topicId(), scene.log()));
            }
        }
    }

    @Test
    void shouldBeDownWhereRedisMayThrowEntitiesAway() {
        try (TestRedis redis = Backends.newRedis(false);
                Scene scene = new Scene(Backends.broker(), redis, 1)) {
            ConfigurableApplicationContext consumer = scene.start();
            assertThat(Scene.health(consumer)).contains("\"status\":\"UP\"");

            redis.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

            assertThat(Scene.health(consumer))
                    .contains("\"status\":\"DOWN\"", "allkeys-lru", "set maxmemory-policy to noeviction");
        }
    }
}
