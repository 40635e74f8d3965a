package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import io.lastword.test.TestBroker;
import io.lastword.test.TestRedis;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Whatever happens to Redis, the snapshots become right again from the log. */
class StoreFaultsIT {

    TestBroker broker() {
        return Backends.broker();
    }

    /** Shared with other tests. */
    RedisServers redis() {
        return Backends.redis();
    }

    /** For one test alone. */
    RedisServers newRedis(boolean persistent) {
        return Backends.newRedis(persistent);
    }

    @Test
    void shouldComeBackCompleteAfterTheStoreWasWiped() {
        try (Scene scene = new Scene(broker(), redis(), 2)) {
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
        try (RedisServers redis = newRedis(true);
                Scene scene = new Scene(broker(), redis, 2)) {
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
        try (RedisServers redis = newRedis(true);
                Scene scene = new Scene(broker(), redis, 2)) {
            Writer writer = scene.writer();
            Random random = new Random(9);
            writer.mixed(random, "id-", 500, 2_000);
            scene.start();
            List<Picture> older = scene.awaitFolded();
            List<byte[]> copies = redis.servers().stream().map(TestRedis::copy).toList();
            writer.mixed(random, "id-", 500, 2_000);
            scene.awaitFolded();
            byte[] sinceTheCopy = (scene.layout().prefix() + "since-the-copy").getBytes(UTF_8);
            scene.redis().set(sinceTheCopy, "gone after it was set back".getBytes(UTF_8));

            try (Watcher watcher = new Watcher(scene, 0)) {
                redis.stop();
                for (int i = 0; i < copies.size(); i++) {
                    redis.servers().get(i).startFrom(copies.get(i));
                }
                redis.start();

                assertThat(scene.awaitFolded())
                        .extracting(Picture::generation)
                        .isEqualTo(older.stream().map(Picture::generation).toList());
                assertThat(scene.redis().exists(sinceTheCopy)).isZero();
                Watcher.assertTrue(watcher.stop(), Map.of(scene.topicId(), scene.log()));
            }
        }
    }

    @Test
    void shouldGoOnWhereItWasOnceRedisHasMemoryAgain() {
        try (RedisServers redis = newRedis(false);
                Scene scene = new Scene(broker(), redis, 2)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 1_000, 1);
            ConfigurableApplicationContext consumer = scene.start();
            List<Picture> before = scene.awaitFolded();

            redis.servers().forEach(server -> server.cli("CONFIG", "SET", "maxmemory", "1"));
            writer.upserts("id-", 1_000, 2);
            Scene.await("the fold to wait").until(() -> Scene.health(consumer).contains("OOM"));
            assertThat(scene.pictures())
                    .as("still served as it was")
                    .extracting(Picture::entities)
                    .isEqualTo(before.stream().map(Picture::entities).toList());
            redis.servers().forEach(server -> server.cli("CONFIG", "SET", "maxmemory", "0"));

            assertThat(scene.awaitFolded())
                    .extracting(Picture::generation)
                    .isEqualTo(before.stream().map(Picture::generation).toList());
        }
    }

    @Test
    void shouldBeDownWhereRedisMayThrowEntitiesAway() {
        try (RedisServers redis = newRedis(false);
                Scene scene = new Scene(broker(), redis, 1)) {
            ConfigurableApplicationContext consumer = scene.start();
            assertThat(Scene.health(consumer)).contains("\"status\":\"UP\"");

            // Any one server that may is one too many.
            List<TestRedis> servers = redis.servers();
            servers.get(servers.size() - 1).cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

            assertThat(Scene.health(consumer))
                    .contains("\"status\":\"DOWN\"", "allkeys-lru", "set maxmemory-policy to noeviction");
        }
    }

    /** As a managed Redis, which tells nothing of itself. */
    @Test
    void shouldNotBeDownWhereRedisDoesNotSayWhetherItMayThrowEntitiesAway() {
        try (RedisServers redis = newRedis(false);
                Scene scene = new Scene(broker(), redis, 1)) {
            redis.servers().forEach(server -> server.cli("ACL", "SETUSER", "default", "-info", "-config"));

            ConfigurableApplicationContext consumer = scene.start();

            assertThat(Scene.health(consumer))
                    .contains("\"maxmemory-policy\":\"unknown\"},\"status\":\"UNKNOWN\"")
                    .doesNotContain("DOWN");
        }
    }
}
