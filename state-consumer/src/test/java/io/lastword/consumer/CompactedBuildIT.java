package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.ServiceProcess;
import io.lastword.test.TestBroker;
import io.lastword.test.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A log that is compacted while it is read: what a slow reader finds is not what the log held at its position. */
@Faults
class CompactedBuildIT {

    private static final int ENTITIES = 10_000;

    private static final Map<String, String> COMPACTED_AT_ONCE =
            Map.of("min.compaction.lag.ms", "0", "max.compaction.lag.ms", "500", "min.cleanable.dirty.ratio", "0.01");

    private static final String[] SLOWLY = {
        "--lastword.consumer.heartbeat=200ms",
        "--lastword.consumer.batch-size=20",
        "--lastword.consumer.max-round-records=20",
        // One batch of the log at a time, so that the rest is not read before it is compacted away.
        "--spring.kafka.consumer.properties.max.partition.fetch.bytes=1"
    };

    @Test
    void shouldServeNoBuildThatMissesWhatWasCompactedAwayBeforeItWasRead() {
        try (TestBroker broker = Backends.newBroker(Map.of("log.cleaner.backoff.ms", "100"));
                Scene scene = new Scene(broker, Backends.redis(), 1)) {
            scene.configure(COMPACTED_AT_ONCE);
            Writer writer = scene.writer();
            writer.upserts("id-", ENTITIES, 1);
            ServiceProcess consumer = scene.startProcess(SLOWLY);

            assertThatNothingIsMissing(broker, scene, writer, consumer, null);
        }
    }

    /** A generation that is frozen stays at a position that its successor has long passed. */
    @Test
    void shouldReplaceAFrozenGenerationByNoBuildThatMissesWhatWasCompactedAwayBeforeItWasRead() {
        try (TestBroker broker = Backends.newBroker(Map.of("log.cleaner.backoff.ms", "100"));
                Scene scene = new Scene(broker, Backends.redis(), 1)) {
            scene.configure(COMPACTED_AT_ONCE);
            Writer writer = scene.writer();
            writer.upserts("id-", ENTITIES, 1);
            Picture frozen;
            try (ConfigurableApplicationContext first = scene.start()) {
                frozen = scene.awaitFolded().get(0);
            }
            byte[] generation = scene.layout().generation(Scene.TYPE, 0, frozen.generation());
            scene.redis().hset(generation, "definition".getBytes(UTF_8), "layout=0".getBytes(UTF_8));
            ServiceProcess consumer = scene.startProcess(SLOWLY);

            assertThatNothingIsMissing(broker, scene, writer, consumer, frozen.generation());
        }
    }

    /** The compaction lag goes by times that such a topic takes from whoever writes. */
    @Test
    void shouldServeNoBuildOfALogWhoseTimesTheWritersChose() {
        try (TestBroker broker = Backends.newBroker(Map.of("log.cleaner.backoff.ms", "100"));
                Scene scene = new Scene(broker, Backends.redis(), 1)) {
            scene.configure(Map.of(
                    "message.timestamp.type", "CreateTime",
                    "min.compaction.lag.ms", "3600000",
                    "segment.ms", "1000",
                    "min.cleanable.dirty.ratio", "0.01"));
            Writer writer = scene.writerDated(Instant.now().minus(Duration.ofDays(3)));
            writer.upserts("id-", ENTITIES, 1);
            ServiceProcess consumer = scene.startProcess(SLOWLY);

            assertThatNothingIsMissing(broker, scene, writer, consumer, null);
        }
    }

    /**
     * Stops the consumer in the middle of its build, replaces everything that it was to read next by something newer, and
     * holds against the log what it serves first.
     *
     * @param before generation that is served meanwhile, or null
     */
    private static void assertThatNothingIsMissing(
            TestBroker broker, Scene scene, Writer writer, ServiceProcess consumer, @Nullable String before) {
        Scene.await("the middle of the build").until(() -> {
            String offset = scene.building(0, "offset");
            return offset != null && Long.parseLong(offset) > 100;
        });
        consumer.signal("STOP");
        assertThat(scene.building(0)).as("frozen before the flip").isNotNull();
        writer.upserts("id-", ENTITIES, 2);
        LogOracle log = scene.log();
        Scene.await("the compaction").until(() -> {
            writer.upserts("other-", 1, 1);
            return Topics.read(broker, scene.topic()).stream().noneMatch(record -> record.offset() < ENTITIES);
        });

        consumer.signal("CONT");

        Scene.await("the flip").until(() -> {
            Picture picture = scene.picture(0);
            return picture != null && !picture.generation().equals(before);
        });
        Picture first = requireNonNull(scene.picture(0));
        Set<String> missing = new TreeSet<>(log.upTo(0, first.offset()).keySet());
        missing.removeAll(first.entities().keySet());
        assertThat(missing.size())
                .as("live entities missing at %d, caught up at %s", first.offset(), first.caughtUpAt())
                .isZero();
        scene.awaitFolded();
    }

    /** Else a read with the token of a change that was compacted away would be answered with the state before it. */
    @Test
    void shouldSayOfAServedGenerationThatItMayMissChangesUntilItHasCaughtUp() {
        try (TestBroker broker = Backends.newBroker(Map.of("log.cleaner.backoff.ms", "100"));
                Scene scene = new Scene(broker, Backends.redis(), 1)) {
            scene.configure(COMPACTED_AT_ONCE);
            Writer writer = scene.writer();
            writer.upserts("id-", 100, 1);
            try (ServiceProcess first = scene.startProcess(SLOWLY)) {
                scene.awaitFolded();
                assertThat(scene.served(0, "whole-at")).isEqualTo(scene.served(0, "offset"));
                // It leaves the group, so that the next one need not wait for the end of its session.
                first.terminate();
            }
            writer.upserts("id-", ENTITIES, 2);

            ServiceProcess second = scene.startProcess(SLOWLY);
            Scene.await("the middle of the way")
                    .until(() -> Long.parseLong(requireNonNull(scene.served(0, "offset"))) > 200);
            second.signal("STOP");

            assertThat(Long.parseLong(requireNonNull(scene.served(0, "offset"))))
                    .isLessThan(ENTITIES);
            assertThat(Long.parseLong(requireNonNull(scene.served(0, "whole-at"))))
                    .isLessThanOrEqualTo(100);
            second.signal("CONT");
            scene.awaitFolded();
            Scene.await("a whole generation")
                    .until(() -> requireNonNull(scene.served(0, "whole-at")).equals(scene.served(0, "offset")));
        }
    }
}
