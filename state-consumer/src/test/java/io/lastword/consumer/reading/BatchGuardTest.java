package io.lastword.consumer.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.plan.RecoveryPlanner;
import io.lastword.consumer.topic.LogLookup.Ends;
import io.lastword.consumer.topic.TestTimes;
import io.lastword.consumer.topic.TopicIdentity;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.store.Generation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is asked before every batch, of facts that may be old. */
class BatchGuardTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration RETENTION = Duration.ofHours(1);
    private static final Instant EXPIRED = NOW.minus(RETENTION).minusMillis(1);
    private static final TopicIdentity TOPIC = new TopicIdentity(new Incarnation("topic-id-of-this-log"), 1);
    private static final long POSITION = 100;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BatchGuard guard = new BatchGuard(
            OwnedPartitionTest.TYPE,
            new RecoveryPlanner(Duration.ofSeconds(5)),
            new FoldMeters(registry, "device"),
            TestTimes.of(Clock.fixed(NOW, ZoneOffset.UTC)));
    private final OwnedPartition partition = OwnedPartitionTest.partition();

    @Test
    void shouldGoOnWithABatchThatComesInTime() {
        Generation generation = folding(NOW.minus(RETENTION), POSITION);

        assertThat(guard.mayGoOn(partition, generation, TOPIC, POSITION + 1)).isTrue();
    }

    /** Cut off from the broker, the last look at the log is as old as the position: only the batch says that more came. */
    @Test
    void shouldNotGoOnWithABatchThatFollowsALongSilence() {
        Generation generation = folding(EXPIRED, POSITION);

        assertThat(guard.mayGoOn(partition, generation, TOPIC, POSITION + 1)).isFalse();
    }

    @Test
    void shouldGoOnAfterALongSilenceInWhichNothingWasWritten() {
        Generation generation = folding(EXPIRED, POSITION);

        assertThat(guard.mayGoOn(partition, generation, TOPIC, POSITION)).isTrue();
    }

    @Test
    void shouldNotGoOnAfterALongSilenceIfTheLogWasSeenToGrow() {
        Generation generation = folding(EXPIRED, POSITION + 1);

        assertThat(guard.mayGoOn(partition, generation, TOPIC, POSITION)).isFalse();
    }

    @Test
    void shouldNotGoOnWithABatchOfAnotherLog() {
        Generation generation = folding(NOW, POSITION);
        TopicIdentity other = new TopicIdentity(new Incarnation("topic-id-of-another"), 1);

        assertThat(guard.mayGoOn(partition, generation, other, POSITION + 1)).isFalse();
    }

    @Test
    void shouldNotGoOnWithMorePartitions() {
        Generation generation = folding(NOW, POSITION);
        TopicIdentity wider = new TopicIdentity(TOPIC.incarnation(), 2);

        assertThat(guard.mayGoOn(partition, generation, wider, POSITION + 1)).isFalse();
    }

    @Test
    void shouldNotGoOnBeforeTheFirstLookAtTheLog() {
        Generation generation = generation(NOW);
        partition.fold(generation, true, false, null);

        assertThat(guard.mayGoOn(partition, generation, TOPIC, POSITION + 1)).isFalse();
    }

    @Test
    void shouldRaiseAnAlarmForABuildThatIsSlowerThanTheRetention() {
        Generation late = generation(null);
        partition.fold(late, false, false, null);
        look(POSITION + 1);

        assertThat(guard.mayGoOn(partition, late, TOPIC, POSITION + 1)).isFalse();
        assertThat(registry.counter("lastword.builds.slower.than.retention", "type", "device")
                        .count())
                .isEqualTo(1);
    }

    private Generation folding(Instant caughtUpAt, long logEnd) {
        Generation generation = generation(caughtUpAt);
        partition.fold(generation, true, false, null);
        look(logEnd);
        return generation;
    }

    private void look(long logEnd) {
        Ends ends = new Ends(0, logEnd, logEnd);
        partition.observe(
                ends,
                TestTimes.observation(TestTimes.moment(EXPIRED), Map.of(0, ends), RETENTION, Duration.ZERO, TOPIC));
    }

    private static Generation generation(Instant caughtUpAt) {
        return new Generation(
                "generation",
                new Position(TOPIC.incarnation(), POSITION, 0),
                TOPIC.partitions(),
                OwnedPartitionTest.TYPE.definition(),
                new Generation.Build("store-empty", 0, 5, EXPIRED, 0),
                caughtUpAt,
                RETENTION,
                null,
                0,
                0);
    }
}
