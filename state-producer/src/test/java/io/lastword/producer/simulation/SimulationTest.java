package io.lastword.producer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Change;
import io.lastword.producer.workload.Replay;
import io.lastword.producer.workload.WorkloadKind;
import io.lastword.producer.write.ChangeStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulationTest {

    private static final SimulationLimits LIMITS =
            new SimulationLimits(2, 1_000_000, 10_000_000, Duration.ofMinutes(1));
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeStream stream = new FakeStream();

    @Test
    void shouldWriteTheFirstChangesOfItsWorkload() {
        Simulation simulation = simulation(null, null, 5_000L, stream, System::nanoTime);

        simulation.run();

        SimulationReport report = simulation.report();
        assertThat(report.state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(report.reason()).isNull();
        assertThat(report.made()).isEqualTo(5_000);
        assertThat(report.accepted()).isEqualTo(5_000);
        assertThat(report.progress()).isEqualTo(1);
        assertThat(report.token()).isEqualTo("token");
        assertThat(report.startedAt()).isEqualTo(START);
        assertThat(stream.isFinished()).isTrue();
        List<String> expected = new ArrayList<>();
        Replay.changes(WorkloadKind.DEVICES.create(9, 1_000), 5_000, change -> expected.add(text(change)));
        assertThat(stream.changes().stream().map(SimulationTest::text)).isEqualTo(expected);
    }

    @Test
    void shouldNotBeFasterThanItsRate() {
        Simulation simulation = simulation(1_000L, null, 201L, stream, System::nanoTime);

        simulation.run();

        assertThat(simulation.report().elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(198));
    }

    @Test
    void shouldNotBeFasterThanTheLimitIfItHasNoRate() {
        SimulationLimits slow = new SimulationLimits(1, 1_000, 1_000, Duration.ofMinutes(1));
        Simulation simulation =
                new Simulation(spec(null, null, 201L), slow, stream, Duration.ofSeconds(1), START, System::nanoTime);

        simulation.run();

        assertThat(simulation.report().elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(198));
    }

    @Test
    void shouldEndAfterItsDuration() {
        Simulation simulation = simulation(null, Duration.ofMillis(50), null, stream, ticking());

        simulation.run();

        assertThat(simulation.report().state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(stream.changes()).hasSize(49);
        assertThat(simulation.report().elapsed()).isBetween(Duration.ofMillis(50), Duration.ofMillis(55));
    }

    @Test
    void shouldBeStoppedWhenTheLongestDurationIsOver() {
        SimulationLimits brief = new SimulationLimits(1, 1_000, 1_000_000, Duration.ofSeconds(1));
        Simulation simulation =
                new Simulation(spec(null, null, 1_000_000L), brief, stream, Duration.ofSeconds(1), START, ticking());

        simulation.run();

        assertThat(simulation.report().state()).isEqualTo(SimulationState.STOPPED);
        assertThat(simulation.report().reason()).contains("max-duration", "PT1S");
        assertThat(stream.changes()).hasSizeBetween(900, 1_000);
    }

    @Test
    void shouldStopForTheFirstReasonGiven() {
        // Time stands still, so that only the first change is ever due.
        Simulation simulation = simulation(1L, null, 1_000L, stream, () -> 0L);
        Thread thread = new Thread(simulation);
        thread.start();
        Awaitility.await().until(() -> stream.changes().size() == 1);

        simulation.stop("enough");
        simulation.stop("a later reason");

        assertThat(simulation.awaitEnd(Duration.ofSeconds(10))).isTrue();
        assertThat(simulation.report().state()).isEqualTo(SimulationState.STOPPED);
        assertThat(simulation.report().reason()).isEqualTo("enough");
        assertThat(simulation.report().progress()).isEqualTo(0.001);
        assertThat(stream.isFinished()).isTrue();
    }

    @Test
    void shouldFailForTheReasonThatTheStreamEnded() {
        Simulation simulation = simulation(null, null, 1_000L, stream.failingAfter(10), System::nanoTime);

        simulation.run();

        SimulationReport report = simulation.report();
        assertThat(report.state()).isEqualTo(SimulationState.FAILED);
        assertThat(report.reason()).isEqualTo("the log is gone");
        assertThat(report.accepted()).isEqualTo(10);
        assertThat(report.rejected()).isEqualTo(1);
        assertThat(report.progress()).isLessThan(1);
    }

    @Test
    void shouldFailRatherThanVanishOnAFault() {
        Simulation simulation = simulation(null, null, 1_000L, new BrokenStream(), System::nanoTime);

        simulation.run();

        assertThat(simulation.report().state()).isEqualTo(SimulationState.FAILED);
        assertThat(simulation.report().reason()).contains("fault of the service");
        assertThat(simulation.isRunning()).isFalse();
    }

    /** A clock that moves on by a millisecond whenever it is looked at. */
    private static LongSupplier ticking() {
        AtomicLong nanos = new AtomicLong();
        return () -> nanos.getAndAdd(1_000_000);
    }

    private static Simulation simulation(
            @Nullable Long rate,
            @Nullable Duration duration,
            @Nullable Long changes,
            ChangeStream stream,
            LongSupplier nanoClock) {
        return new Simulation(spec(rate, duration, changes), LIMITS, stream, Duration.ofSeconds(1), START, nanoClock);
    }

    private static SimulationSpec spec(@Nullable Long rate, @Nullable Duration duration, @Nullable Long changes) {
        return SimulationSpec.of(
                new SimulationRequest("s", WorkloadKind.DEVICES, null, 1_000, rate, duration, changes, 9L), "unnamed");
    }

    private static String text(Change change) {
        return change.id() + " " + change.event() + " "
                + (change instanceof Change.Upsert upsert
                        ? new String(upsert.state(), java.nio.charset.StandardCharsets.UTF_8)
                        : "");
    }

    private static final class BrokenStream implements ChangeStream {

        @Override
        public boolean send(Change change) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void finish(Duration within) {}

        @Override
        public Progress progress() {
            return new Progress(0, 0, 0, 0, null, null);
        }
    }
}
