package io.lastword.consumer.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.consumer.snapshot.StoreUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class RecoveryTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** Else a consumer that was frozen in between takes another one's progress for a position beyond the log. */
    @Test
    void shouldReadThePositionBeforeItAsksForTheLogsEnd() {
        Admin admin = Mockito.mock(Admin.class);
        OwnedPartition partition = OwnedPartitionTest.partition();

        assertThatThrownBy(() -> recovery(admin).plan(List.of(partition), lane(admin)))
                .isInstanceOf(StoreUnavailableException.class);

        Mockito.verifyNoInteractions(admin);
    }

    private static Recovery recovery(Admin admin) {
        FoldMeters meters = meters();
        Generations generations = new Generations(OwnedPartitionTest.TYPE, OwnedPartitionTest.NO_STORE, meters);
        Builds builds = new Builds(
                OwnedPartitionTest.TYPE,
                lane(admin),
                OwnedPartitionTest.NO_STORE,
                generations,
                new Semaphore(1),
                new BuildPace(0, Clock.systemUTC()),
                Duration.ZERO,
                Clock.systemUTC());
        return new Recovery(
                OwnedPartitionTest.TYPE,
                lookup(admin),
                OwnedPartitionTest.NO_STORE,
                planner(),
                generations,
                builds,
                Clock.systemUTC());
    }

    private static Lane lane(Admin admin) {
        return new Lane(
                OwnedPartitionTest.TYPE,
                new MockConsumer<>("none"),
                lookup(admin),
                limits -> {
                    throw new IllegalStateException("nothing is read");
                },
                new BatchGuard(OwnedPartitionTest.TYPE, planner(), meters(), Clock.systemUTC()),
                meters(),
                new FoldSettings(1, 1, TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT, 1, 0));
    }

    private static LogLookup lookup(Admin admin) {
        return new LogLookup(admin, "topic", Clock.systemUTC(), TIMEOUT);
    }

    private static RecoveryPlanner planner() {
        return new RecoveryPlanner(Duration.ofSeconds(5));
    }

    private static FoldMeters meters() {
        return new FoldMeters(new SimpleMeterRegistry(), "device");
    }
}
