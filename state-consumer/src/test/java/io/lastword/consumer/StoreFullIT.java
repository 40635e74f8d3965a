package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import io.lastword.test.TestRedis;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A Redis at its memory limit costs a rebuild, and not what is served. */
class StoreFullIT {

    @Test
    void shouldFoldOnLiveWhereThereIsNoMemoryForARequestedBuild() {
        try (RedisServers redis = Backends.newRedis(false);
                Scene scene = new Scene(Backends.broker(), redis, 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 20_000, 1);
            ConfigurableApplicationContext consumer = scene.start("--lastword.consumer.build-retry=2s");
            Picture before = scene.awaitFolded().get(0);
            TestRedis server = redis.servers().get(0);
            limitTo(server, used(server) + 1_000_000);

            AdminClient.of(consumer).post("/v1/types/device/rebuild");
            Scene.await("a build that is given up").until(() -> "store-full".equals(putOff(scene)));

            for (int written = 1; written <= 10; written++) {
                writer.put("id-" + written, "{\"n\":\"written-meanwhile\"}");
                writer.flush();
                long end = before.offset() + written;
                Awaitility.await("the live fold")
                        .atMost(Duration.ofSeconds(10))
                        .pollDelay(Duration.ZERO)
                        .until(() -> Long.parseLong(requireNonNull(scene.served(0, "offset"))) >= end);
            }
            assertThat(requireNonNull(scene.picture(0)).generation()).isEqualTo(before.generation());
            Scene.await("the reason")
                    .untilAsserted(() -> assertThat(Scene.health(consumer)).contains("rebuild put off: store-full"));
            Actuator actuator = Actuator.of(consumer);
            Scene.await("the metric")
                    .until(() ->
                            actuator.metric("lastword_builds_put_off{reason=\"store-full\",type=\"device\"}") == 1);
            assertThat(actuator.metric("lastword_store_full_total{type=\"device\"}"))
                    .isPositive();

            limitTo(server, 0);

            Scene.await("the rebuild, tried again")
                    .until(() -> requireNonNull(scene.picture(0)).reason().equals("requested"));
            scene.awaitFolded();
            assertThat(putOff(scene)).isNull();
        }
    }

    /** What readers are told of the new log needs memory, and the old log's snapshots hold it. */
    @Test
    void shouldDropWhatServesNobodyBeforeAnythingThatNeedsMemory() {
        try (RedisServers redis = Backends.newRedis(false);
                Scene scene = new Scene(Backends.broker(), redis, 1)) {
            scene.writer().upserts("id-", 5_000, 1);
            ConfigurableApplicationContext consumer = scene.start();
            scene.awaitFolded();
            TestRedis server = redis.servers().get(0);
            limitTo(server, used(server) - 100_000);
            Scene.await("a full store").until(() -> Scene.health(consumer).contains("store-full"));

            scene.deleteTopic();
            scene.createTopicAgain();
            scene.writer().upserts("new-", 10, 1);

            assertThat(scene.awaitFolded().get(0).entities()).hasSize(10);
        }
    }

    private static String putOff(Scene scene) {
        byte[] why = scene.redis().hget(scene.layout().partition(Scene.TYPE, 0), "rebuild-put-off".getBytes(UTF_8));
        return why == null ? null : new String(why, UTF_8);
    }

    private static void limitTo(TestRedis server, long bytes) {
        server.cli("CONFIG", "SET", "maxmemory", Long.toString(bytes));
    }

    private static long used(TestRedis server) {
        Matcher used = Pattern.compile("(?m)^used_memory:(\\d+)").matcher(server.cli("INFO", "memory"));
        assertThat(used.find()).isTrue();
        return Long.parseLong(used.group(1));
    }
}
