package io.lastword.consumer.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;

import io.lastword.consumer.plan.RecoveryPlanner;
import io.lastword.consumer.reading.BatchGuard;
import io.lastword.consumer.reading.FoldMeters;
import io.lastword.consumer.reading.FoldSettings;
import io.lastword.consumer.reading.Lane;
import io.lastword.consumer.reading.OwnedPartition;
import io.lastword.consumer.reading.OwnedPartitionTest;
import io.lastword.consumer.snapshot.HistoryWindowStore;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.TestTimes;
import io.lastword.consumer.topic.Times;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.store.Generation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class RecoveryTest {

    private static final Times TIMES = TestTimes.of(Clock.systemUTC());
    private static final StoredPartition.Marks FROZEN = new StoredPartition.Marks(null, null, true);

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** Else a consumer that was frozen in between takes another one's progress for a position beyond the log. */
    @Test
    void shouldReadThePositionBeforeItAsksForTheLogsEnd() {
        Admin admin = Mockito.mock(Admin.class);
        OwnedPartition partition = OwnedPartitionTest.partition();

        assertThatThrownBy(() -> recovery(admin, OwnedPartitionTest.NO_STORE).plan(List.of(partition), lane(admin)))
                .isInstanceOf(StoreUnavailableException.class);

        Mockito.verifyNoInteractions(admin);
    }

    /** Nothing reads on from its position, so nobody else would notice. */
    @Test
    void shouldHaveAFrozenPartitionPlannedAnewWhosePositionIsBeyondTheLog() {
        Admin admin = Mockito.mock(Admin.class);
        SnapshotStore store = Mockito.mock(SnapshotStore.class);
        Generation served = OwnedPartitionTest.generation(1_000, "another version's");
        Mockito.when(store.read(anyString(), anyInt()))
                .thenReturn(new StoredPartition(served.id(), null, served, null, FROZEN));
        OwnedPartition frozen = OwnedPartitionTest.partition();
        frozen.freeze("definition-changed");
        Lane live = lane(admin);
        live.put(frozen);

        recovery(admin, store).review(live, observation(1_000));
        assertThat(frozen.isFrozen()).isTrue();
        recovery(admin, store).review(live, observation(999));

        assertThat(frozen.isWaiting()).isTrue();
    }

    private static LogLookup.Observation observation(long end) {
        return TestTimes.observation(
                TIMES.moment(),
                Map.of(0, new LogLookup.Ends(0, end, end)),
                Duration.ZERO,
                Duration.ZERO,
                OwnedPartitionTest.TOPIC);
    }

    private static Recovery recovery(Admin admin, SnapshotStore store) {
        FoldMeters meters = meters();
        Generations generations = new Generations(OwnedPartitionTest.TYPE, store, meters);
        Builds builds = new Builds(
                OwnedPartitionTest.TYPE,
                lane(admin),
                store,
                generations,
                new BuildPlaces(1, TIMEOUT, TIMES.ticker()),
                new BuildPace(0, TIMES.ticker()),
                new PutOffBuilds(Duration.ofSeconds(30), TIMES.ticker()),
                Duration.ZERO,
                TIMES);
        return new Recovery(
                OwnedPartitionTest.TYPE,
                lookup(admin),
                store,
                Mockito.mock(HistoryWindowStore.class),
                planner(),
                generations,
                builds,
                TIMES);
    }

    private static Lane lane(Admin admin) {
        return new Lane(
                OwnedPartitionTest.TYPE,
                new MockConsumer<>("none"),
                lookup(admin),
                limits -> {
                    throw new IllegalStateException("nothing is read");
                },
                new BatchGuard(OwnedPartitionTest.TYPE, planner(), meters(), TIMES),
                meters(),
                new FoldSettings(
                        new FoldSettings.Rounds(1, 1, 1, 1_000_000),
                        new FoldSettings.BesideServed(1, 0, Duration.ofSeconds(1)),
                        TIMEOUT,
                        TIMEOUT,
                        TIMEOUT,
                        TIMEOUT));
    }

    private static LogLookup lookup(Admin admin) {
        return new LogLookup(admin, "topic", TIMES, TIMEOUT);
    }

    private static RecoveryPlanner planner() {
        return new RecoveryPlanner(Duration.ofSeconds(5));
    }

    private static FoldMeters meters() {
        return new FoldMeters(new SimpleMeterRegistry(), "device");
    }
}
