package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Forwarder;
import io.lastword.test.RedisServers;
import io.lastword.test.SingleTestBroker;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A fold that gets no further says so. */
@AnyServer
class StandstillIT {

    private static final String[] SOON = {
        "--lastword.consumer.progress-timeout=2s", "--lastword.consumer.store-timeout=2s"
    };

    @Test
    void shouldBeDownWhereEveryStepFails() {
        try (RedisServers redis = Backends.newRedis(false);
                Scene scene = new Scene(Backends.broker(), redis, 2)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 100, 1);
            ConfigurableApplicationContext consumer = scene.start(SOON);
            Actuator metrics = Actuator.of(consumer);
            String offset = "offset " + scene.awaitFolded().get(0).offset();
            Scene.await("health to be up").until(() -> Scene.health(consumer).endsWith("\"status\":\"UP\"}"));
            Scene.await("the metrics of a live fold").untilAsserted(() -> {
                assertThat(metrics.metric("lastword_fold_partitions{phase=\"live\",type=\"device\"}"))
                        .isEqualTo(2);
                assertThat(metrics.shows("lastword_fold_lag{partition=\"0\",type=\"device\"}"))
                        .isTrue();
            });

            redis.servers().forEach(server -> server.cli("CONFIG", "SET", "maxmemory", "1"));
            writer.upserts("id-", 100, 2);

            Scene.await("health to be down")
                    .untilAsserted(() -> assertThat(Scene.health(consumer))
                            .endsWith("\"status\":\"DOWN\"}")
                            .contains("\"0, no progress\":\"it has stood at " + offset, "OOM"));
            Scene.await("the metrics of partitions that wait").untilAsserted(() -> {
                assertThat(metrics.metric("lastword_fold_progress_age_seconds{type=\"device\"}"))
                        .isGreaterThan(2);
                assertThat(metrics.metric("lastword_fold_partitions{phase=\"live\",type=\"device\"}"))
                        .isZero();
                assertThat(metrics.shows("lastword_fold_lag{partition=\"0\",type=\"device\"}"))
                        .isFalse();
            });
            redis.servers().forEach(server -> server.cli("CONFIG", "SET", "maxmemory", "0"));
            scene.awaitFolded();
            Scene.await("health to be up").until(() -> Scene.health(consumer).endsWith("\"status\":\"UP\"}"));
        }
    }

    @Test
    void shouldBeDownWhileItIsCutOffFromTheBroker() {
        try (Forwarder forwarder = new Forwarder();
                SingleTestBroker broker = Backends.newForwardedBroker(forwarder.port());
                Scene scene = new Scene(broker, Backends.redis(), 1)) {
            forwarder.start(broker);
            scene.sendConsumersTo(forwarder.bootstrapServers());
            scene.writer().upserts("id-", 100, 1);
            ConfigurableApplicationContext consumer = scene.start(SOON);
            scene.awaitFolded();

            forwarder.freeze();
            Scene.await("health to be down")
                    .untilAsserted(() -> assertThat(Scene.health(consumer))
                            .endsWith("\"status\":\"DOWN\"}")
                            .contains("\"0, no progress\":\"it has stood at offset 100 for", "no heartbeat: topic"));
            forwarder.thaw();

            Scene.await("health to be up").until(() -> Scene.health(consumer).endsWith("\"status\":\"UP\"}"));
        }
    }
}
