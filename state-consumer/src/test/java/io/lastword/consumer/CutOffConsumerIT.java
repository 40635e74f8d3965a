package io.lastword.consumer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.Forwarder;
import io.lastword.test.ServiceProcess;
import io.lastword.test.SingleTestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A consumer whose way to the broker is cut for a while: what it does not know, it does not claim or write. */
@Faults
class CutOffConsumerIT {

    private static final String IMPATIENT = "--spring.kafka.consumer.properties.session.timeout.ms=6000";
    private static final String EAGER = "--spring.kafka.consumer.properties.heartbeat.interval.ms=500";
    private static final Forwarder forwarder = new Forwarder();
    private static SingleTestBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = Backends.newForwardedBroker(forwarder.port());
        forwarder.start(broker);
    }

    @AfterAll
    static void stopBroker() {
        forwarder.close();
        broker.close();
    }

    @Test
    void shouldChangeNothingAfterItWasReplaced() {
        try (Scene scene = new Scene(broker, Backends.redis(), 4)) {
            Writer writer = scene.writer();
            scene.sendConsumersTo(forwarder.bootstrapServers());
            ServiceProcess frozen = scene.startProcess(
                    IMPATIENT,
                    EAGER,
                    "--lastword.consumer.batch-size=20",
                    "--lastword.consumer.max-round-records=20",
                    "--lastword.consumer.log-timeout=10m");
            scene.sendConsumersTo(broker.bootstrapServers());
            ServiceProcess other = scene.startProcess(IMPATIENT, EAGER);
            scene.awaitFolded();
            Scene.await("two partitions each").until(() -> scene.shares().equals(List.of(2, 2)));

            // It has its share, but may not have planned for it yet.
            writer.mixed(new Random(4), "id-", 1_000, 2_000);
            scene.awaitFolded();

            // Without an answer from the broker it is stopped between a poll and the step that the poll leads to.
            writer.mixed(new Random(5), "id-", 10_000, 60_000);
            forwarder.freeze();
            LogOracle written = scene.log();
            List<Integer> replaced = Scene.await("two partitions behind")
                    .until(() -> behind(scene, written), behind -> behind.size() == 2);
            frozen.signal("STOP");
            forwarder.thaw();
            writer.mixed(new Random(6), "id-", 10_000, 20_000);
            Scene.await("the other one to have all").until(() -> scene.shares().equals(List.of(4)));
            List<Picture> before = scene.awaitFolded();

            try (Watcher one = new Watcher(scene, replaced.get(0));
                    Watcher another = new Watcher(scene, replaced.get(1))) {
                frozen.signal("CONT");

                Scene.await("sharing again").until(() -> scene.shares().equals(List.of(2, 2)));
                assertNothingChanged(one, before.get(replaced.get(0)));
                assertNothingChanged(another, before.get(replaced.get(1)));
            }
            assertThat(Actuator.of(frozen).metric("lastword_fold_fenced_total{type=\"device\"}"))
                    .as("late batches")
                    .isPositive();
            writer.mixed(new Random(7), "id-", 1_000, 1_000);
            scene.awaitFolded();
            assertThat(other.alive()).isTrue();
        }
    }

    private static List<Integer> behind(Scene scene, LogOracle log) {
        return IntStream.range(0, 4)
                .filter(partition ->
                        log.appendedFrom(partition, Long.parseLong(requireNonNull(scene.served(partition, "offset"))))
                                != null)
                .boxed()
                .toList();
    }

    private static void assertNothingChanged(Watcher watcher, Picture before) {
        assertThat(watcher.stop())
                .extracting(Picture::generation, Picture::offset, Picture::entities)
                .containsOnly(tuple(before.generation(), before.offset(), before.entities()));
    }

    @Test
    void shouldNotClaimToBeCurrentWhileItIsCutOffFromTheBroker() {
        Duration retention = Duration.ofSeconds(4);
        try (Scene scene = new Scene(broker, Backends.redis(), 1)) {
            scene.sendConsumersTo(forwarder.bootstrapServers());
            Writer writer = scene.writer();
            writer.upserts("id-", 100, 1);
            ServiceProcess consumer = scene.startProcess();
            Picture before = scene.awaitFolded().get(0);

            try (Watcher watcher = new Watcher(scene, 0)) {
                cutOff(scene, forwarder, Duration.ofSeconds(3), writer, "id-0");
                assertThat(scene.awaitFolded()).extracting(Picture::generation).containsExactly(before.generation());

                scene.setTombstoneRetention(retention);
                scene.awaitKnown(retention);
                cutOff(scene, forwarder, retention, writer, "id-1");
                Scene.await("another generation")
                        .until(() -> !scene.picture(0).generation().equals(before.generation()));
                Picture after = scene.awaitFolded().get(0);

                assertThat(after.reason()).isEqualTo("tombstones-may-have-expired");
                assertThat(after.entities()).hasSize(98);
                Watcher.assertTrue(watcher.stop(), Map.of(scene.topicId(), scene.log()));
                assertThat(consumer.alive()).isTrue();
            }
        }
    }

    /** While no answer comes through, an entity is deleted, and the consumer has time for some heartbeats. */
    private static void cutOff(Scene scene, Forwarder forwarder, Duration howLong, Writer writer, String deleted) {
        forwarder.freeze();
        Instant cut = Instant.now();
        writer.delete(deleted);
        writer.flush();
        Scene.await("the end of the cut").until(() -> Instant.now().isAfter(cut.plus(howLong)));
        assertThat(scene.picture(0).caughtUpAt()).isBeforeOrEqualTo(cut);
        forwarder.thaw();
    }
}
