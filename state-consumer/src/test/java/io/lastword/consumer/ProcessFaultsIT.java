package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.RedisServers;
import io.lastword.test.ServiceProcess;
import io.lastword.test.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Consumers that are killed, or frozen and thawed, as no thread can be. */
@Faults
class ProcessFaultsIT {

    private static final String IMPATIENT = "--spring.kafka.consumer.properties.session.timeout.ms=6000";
    private static final String EAGER = "--spring.kafka.consumer.properties.heartbeat.interval.ms=500";

    TestBroker broker() {
        return Backends.broker();
    }

    RedisServers redis() {
        return Backends.redis();
    }

    @Test
    void shouldLoseNothingWhenKilledInTheMiddleOfAFold() {
        try (Scene scene = new Scene(broker(), redis(), 4)) {
            Writer writer = scene.writer();
            writer.mixed(new Random(4), "id-", 50_000, 200_000);
            ServiceProcess killed = scene.startProcess(IMPATIENT, EAGER);
            Scene.await("the middle of the fold").until(() -> {
                String offset = scene.building(0, "offset");
                return offset != null && Long.parseLong(offset) > 0;
            });

            killed.kill9();
            assertThat(scene.isComplete()).as("it was killed before the end").isFalse();
            scene.startProcess(IMPATIENT, EAGER);

            scene.awaitFolded();
        }
    }

    @Test
    void shouldNotMistakeARecreatedLogForItsOwnAfterAFreeze() {
        try (Scene scene = new Scene(broker(), redis(), 1)) {
            Map<String, LogOracle> logs = new HashMap<>();
            Writer writer = scene.writer();
            writer.upserts("old-", 200, 1);
            ServiceProcess consumer = scene.startProcess();
            scene.awaitFolded();
            logs.put(scene.topicId(), scene.log());

            try (Watcher watcher = new Watcher(scene, 0)) {
                consumer.signal("STOP");
                scene.deleteTopic();
                scene.createTopicAgain();
                try (Writer next = scene.writer()) {
                    next.upserts("new-", 1_000, 2);
                }
                logs.put(scene.topicId(), scene.log());
                consumer.signal("CONT");

                Picture now = scene.awaitFolded().get(0);
                assertThat(now.reason()).isEqualTo("topic-recreated");
                Watcher.assertTrue(watcher.stop(), logs);
            }
        }
    }

    @Test
    void shouldNeverServeABuildThatTookLongerThanTombstonesAreKept() {
        Duration retention = Duration.ofSeconds(8);
        try (Scene scene = new Scene(broker(), redis(), 1)) {
            scene.setTombstoneRetention(retention);
            scene.writer().upserts("id-", 20_000, 1);
            ServiceProcess consumer = scene.startProcess(
                    "--lastword.consumer.batch-size=100",
                    "--lastword.consumer.max-round-records=200",
                    // Longer than it is frozen.
                    "--spring.data.redis.timeout=60s",
                    "--lastword.consumer.store-timeout=60s",
                    "--lastword.consumer.log-timeout=60s");
            Scene.await("the middle of the build")
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        String offset = scene.building(0, "offset");
                        return offset != null && Long.parseLong(offset) > 0;
                    });

            consumer.signal("STOP");
            Instant frozen = Instant.now();
            assertThat(scene.isComplete()).as("it was frozen before the end").isFalse();
            String slow = scene.building(0);
            Scene.await("the end of the retention").until(() -> Instant.now().isAfter(frozen.plus(retention)));
            try (Watcher watcher = new Watcher(scene, 0)) {
                consumer.signal("CONT");

                scene.awaitFolded();
                assertThat(watcher.stop())
                        .extracting(Picture::generation)
                        .isNotEmpty()
                        .doesNotContain(slow);
            }
            assertThat(consumer.output()).contains("device/0: build-slower-than-retention");
            assertThat(Actuator.of(consumer).metric("lastword_builds_slower_than_retention_total{type=\"device\"}"))
                    .isPositive();
        }
    }

    /** The group never notices this freeze, so that only the clock says that tombstones may have been missed. */
    @Test
    void shouldBuildAnewAfterAFreezeThatOutlastedTheTombstones() {
        Duration retention = Duration.ofSeconds(4);
        try (Scene scene = new Scene(broker(), redis(), 1)) {
            Writer writer = scene.writer();
            writer.upserts("id-", 100, 1);
            ServiceProcess consumer = scene.startProcess();
            scene.awaitFolded();
            scene.setTombstoneRetention(retention);
            Scene.await("the retention to be known")
                    .until(() -> Long.toString(retention.toMillis()).equals(scene.served(0, "tombstone-retention")));
            consumer.signal("STOP");
            Instant frozen = Instant.now();
            Picture before = scene.picture(0);
            Scene.await("the end of the retention").until(() -> Instant.now().isAfter(frozen.plus(retention)));
            writer.delete("id-0");
            writer.flush();

            consumer.signal("CONT");

            Scene.await("another generation")
                    .until(() -> !scene.picture(0).generation().equals(before.generation()));
            assertThat(scene.picture(0).reason()).isEqualTo("tombstones-may-have-expired");
            scene.awaitFolded();
        }
    }
}
