package io.lastword.consumer.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;

import io.lastword.consumer.plan.Decision;
import io.lastword.consumer.plan.Facts;
import io.lastword.consumer.plan.RebuildReason;
import io.lastword.consumer.plan.RecoveryPlanner;
import io.lastword.consumer.reading.BatchGuard;
import io.lastword.consumer.reading.FoldMeters;
import io.lastword.consumer.reading.FoldSettings;
import io.lastword.consumer.reading.Lane;
import io.lastword.consumer.reading.OwnedPartition;
import io.lastword.consumer.reading.OwnedPartitionTest;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.LogLookup.Ends;
import io.lastword.consumer.topic.LogLookup.Observation;
import io.lastword.consumer.topic.TestTimes;
import io.lastword.consumer.topic.Times;
import io.lastword.consumer.topic.TopicIdentity;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.limit.Ticker;
import io.lastword.model.store.Generation;
import io.lastword.model.types.EntityType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.mockito.Mockito;

class BuildsTest {

    private static final StoredPartition.Marks FROZEN = new StoredPartition.Marks(null, null, true);

    private static final EntityType TYPE = OwnedPartitionTest.TYPE;
    private static final TopicPartition TOPIC_PARTITION = new TopicPartition(TYPE.topic(), 0);
    private static final TopicIdentity TOPIC = new TopicIdentity(new Incarnation("topic-id-of-this-log"), 1);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final SnapshotStore store = Mockito.mock(SnapshotStore.class);
    private final FoldMeters meters = new FoldMeters(new SimpleMeterRegistry(), TYPE.name());
    private final MockConsumer<byte[], byte[]> reader = new MockConsumer<>("none");
    private final Lane live = lane(new MockConsumer<>("none"));
    private final AtomicLong nanos = new AtomicLong(TestTimes.moment(NOW).nanos());
    private final BuildPlaces places = new BuildPlaces(1, TIMEOUT, nanos::get);
    private final Builds builds = new Builds(
            TYPE,
            lane(reader),
            store,
            new Generations(TYPE, store, meters),
            places,
            new BuildPace(0, Ticker.SYSTEM),
            new PutOffBuilds(Duration.ofSeconds(30), nanos::get),
            Duration.ZERO,
            new Times(CLOCK, nanos::get, Duration.ofSeconds(5)));

    /** Its own position is not read from any more, so nobody else would tell it. */
    @Test
    void shouldHaveAFrozenPartitionPlannedAnewWhoseBuildFindsTheLogTruncated() {
        OwnedPartition frozen = OwnedPartitionTest.partition();
        frozen.freeze("definition-changed");
        live.put(frozen);
        buildOn(0);
        reader.setPollException(new LogTruncationException(
                "the log was truncated to 3",
                Map.of(TOPIC_PARTITION, 5L),
                Map.of(TOPIC_PARTITION, new OffsetAndMetadata(3))));

        builds.round(live);

        assertThat(builds.partitions()).isEmpty();
        assertThat(places.free()).isEqualTo(1);
        assertThat(frozen.isWaiting()).isTrue();
        assertThat(frozen.isTruncated()).isTrue();
    }

    /** As one does whose log has no leader. It waits behind the other then, and has its place back after it. */
    @Test
    void shouldLeaveThePlaceOfABuildThatStandsStillToAnother() {
        buildOn(0);

        carryOut(1);
        pass(Builds.STANDS_AT_MOST.minusSeconds(1));
        carryOut(1);
        builds.round(live);
        assertThat(builds.isBuilding(0)).isTrue();

        pass(Duration.ofSeconds(1));
        carryOut(1);
        builds.round(live);
        assertThat(builds.isBuilding(0)).as("whether it keeps its place").isFalse();

        carryOut(0);
        carryOut(1);
        assertThat(builds.isBuilding(0)).isFalse();
        assertThat(builds.isBuilding(1)).isTrue();

        // The other stands still as well: they take turns.
        pass(Builds.STANDS_AT_MOST);
        carryOut(0);
        builds.round(live);
        carryOut(0);
        assertThat(builds.isBuilding(0)).isTrue();
        assertThat(places.free()).isZero();
    }

    @Test
    void shouldKeepThePlaceOfABuildThatStandsStillWhileNobodyElseWantsIt() {
        buildOn(0);
        carryOut(1);

        pass(Builds.STANDS_AT_MOST.multipliedBy(2));
        builds.round(live);

        assertThat(builds.isBuilding(0)).isTrue();
    }

    /** Else each build that is too slow leaves its memory behind, and a full store refuses the next one's beginning. */
    @Test
    void shouldDropAUselessBuildBeforeItBeginsAnother() {
        Generation late = generationAt(5);
        StoredPartition stored = new StoredPartition(null, late.id(), null, late, FROZEN);
        Mockito.when(store.discard(TYPE.name(), 0, late.id())).thenReturn(true);
        Mockito.when(store.dropOrphans(TYPE.name(), 0)).thenReturn(new SnapshotStore.Orphans(1, 0));

        carryOut(new Decision.Build.Begin(RebuildReason.TOMBSTONES_MAY_HAVE_EXPIRED), stored);

        InOrder order = Mockito.inOrder(store);
        order.verify(store).discard(TYPE.name(), 0, late.id());
        order.verify(store).dropOrphans(TYPE.name(), 0);
        order.verify(store)
                .begin(eq(TYPE.name()), eq(0), argThat(seen -> seen.buildingId() == null), any(), eq(true), eq(false));
    }

    private void buildOn(int partition) {
        Mockito.when(store.apply(anyString(), anyInt(), any())).thenReturn(CompletableFuture.completedFuture(true));
        carryOut(partition);
        assertThat(builds.isBuilding(partition)).isTrue();
    }

    private void carryOut(int partition) {
        Generation generation = generationAt(5);
        carryOut(
                partition,
                new Decision.Build.Continue(generation),
                new StoredPartition(null, generation.id(), null, generation, FROZEN));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void carryOut(Decision.Build decision, StoredPartition stored) {
        carryOut(0, decision, stored);
    }

    private void carryOut(int partition, Decision.Build decision, StoredPartition stored) {
        Ends ends = new Ends(0, 10, 10);
        Observation observed = TestTimes.observation(
                TestTimes.moment(NOW), Map.of(partition, ends), Duration.ofDays(1), Duration.ofHours(1), TOPIC);
        Facts facts = new Facts(stored, TOPIC, 0, 10, false, Duration.ofDays(1), TYPE.definition(), NOW, null);
        builds.carryOut(decision, partition, facts, ends, observed);
    }

    private static Generation generationAt(long offset) {
        return new Generation(
                "generation",
                new Position(TOPIC.incarnation(), offset, 2),
                TOPIC.partitions(),
                TYPE.definition(),
                new Generation.Build("definition-changed", 0, 10, NOW, 0),
                null,
                Duration.ofDays(1),
                null,
                0,
                0);
    }

    private Lane lane(MockConsumer<byte[], byte[]> consumer) {
        return new Lane(
                TYPE,
                consumer,
                Mockito.mock(LogLookup.class),
                definition -> {
                    throw new IllegalStateException("nothing is read");
                },
                new BatchGuard(TYPE, new RecoveryPlanner(TIMEOUT), meters, TestTimes.of(CLOCK)),
                meters,
                new FoldSettings(
                        new FoldSettings.Rounds(1, 1, 1, 1_000_000),
                        new FoldSettings.BesideServed(1, 0, Duration.ofSeconds(1)),
                        TIMEOUT,
                        TIMEOUT,
                        TIMEOUT,
                        TIMEOUT));
    }
}
