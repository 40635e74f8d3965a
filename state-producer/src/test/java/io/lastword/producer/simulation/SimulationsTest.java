package io.lastword.producer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.producer.workload.WorkloadKind;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationsTest {

    private static final SimulationLimits LIMITS = new SimulationLimits(2, 1_000, 500, Duration.ofMinutes(10));

    private final List<String> opened = new ArrayList<>();
    private final FakeStream stream = new FakeStream();
    private final Simulations simulations = new Simulations(
            LIMITS,
            type -> {
                opened.add(type);
                return stream;
            },
            Duration.ofSeconds(10),
            Clock.systemUTC());

    @AfterEach
    void close() {
        simulations.close();
    }

    @Test
    void shouldFillInWhatTheRequestLeavesOut() {
        SimulationReport report =
                simulations.start(new SimulationRequest(null, WorkloadKind.DRIVERS, null, 30, null, null, null, null));

        assertThat(report.name()).isEqualTo("drivers-1");
        assertThat(report.type()).isEqualTo("driver");
        assertThat(report.changes()).isEqualTo(60);
        assertThat(report.seed()).isEqualTo(1);
        assertThat(opened).containsExactly("driver");
        awaitEnd("drivers-1");
        assertThat(simulations.report("drivers-1").state()).isEqualTo(SimulationState.COMPLETED);
    }

    @Test
    void shouldHaveNoEndOfChangesIfItHasADuration() {
        SimulationReport report = simulations.start(new SimulationRequest(
                "timed", WorkloadKind.DEVICES, "gadget", 30, 1L, Duration.ofMinutes(1), null, null));

        assertThat(report.changes()).isNull();
        assertThat(report.state()).isEqualTo(SimulationState.RUNNING);
        assertThat(opened).containsExactly("gadget");
    }

    @Test
    void shouldAnswerTheSameHoweverOftenADeletionIsAskedFor() {
        simulations.start(endless("a"));

        SimulationReport first = simulations.delete("a");

        assertThat(first.state()).isEqualTo(SimulationState.STOPPED);
        assertThat(first.reason()).isEqualTo("it was deleted while it ran");
        assertThat(simulations.delete("a")).isEqualTo(first);
        assertThat(simulations.report("a")).isEqualTo(first);
        assertThat(simulations.reports()).containsExactly(first);
        assertProblem(ProblemType.SIMULATION_NOT_FOUND, () -> simulations.delete("b"));
    }

    @Test
    void shouldRefuseANameThatIsTaken() {
        simulations.start(endless("a"));

        assertProblem(ProblemType.SIMULATION_EXISTS, () -> simulations.start(endless("a")));

        simulations.delete("a");
        assertThat(simulations.start(endless("a")).state()).isEqualTo(SimulationState.RUNNING);
        assertThat(simulations.reports()).hasSize(1);
    }

    @Test
    void shouldKeepTheNameOfOneThatEndedByItselfUntilItIsDeleted() {
        simulations.start(request("a", 1, null, null));
        awaitEnd("a");

        assertProblem(ProblemType.SIMULATION_EXISTS, () -> simulations.start(endless("a")));

        assertThat(simulations.delete("a").state()).isEqualTo(SimulationState.COMPLETED);
        assertThat(simulations.start(endless("a")).name()).isEqualTo("a");
    }

    @Test
    void shouldPassOverNamesThatAreTaken() {
        simulations.start(endless("devices-1"));

        assertThat(simulations.start(request(null, 1, 1L, null)).name()).isEqualTo("devices-2");
    }

    @Test
    void shouldRunOnlySoManyAtOnce() {
        simulations.start(endless("a"));
        simulations.start(endless("b"));

        ProblemException problem =
                assertProblem(ProblemType.TOO_MANY_SIMULATIONS, () -> simulations.start(endless("c")));

        assertThat(problem.retryAfter()).isNotNull();
        assertThat(opened).hasSize(2);
        simulations.delete("a");
        assertThat(simulations.start(endless("c")).state()).isEqualTo(SimulationState.RUNNING);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"1001, 1, 10s, max-entities", "1000, 501, 10s, max-rate", "1000, 500, 601s, max-duration"})
    void shouldStayWithinTheLimits(long entities, long rate, String duration, String setting) {
        Duration length = Duration.parse("PT" + duration);

        ProblemException problem = assertProblem(
                ProblemType.SIMULATION_OVER_LIMIT, () -> simulations.start(request("a", entities, rate, length)));

        assertThat(problem).hasMessageContaining("lastword.producer.simulation." + setting);
        assertThat(simulations.reports()).isEmpty();
        assertThat(opened).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Upper",
                "-dash",
                "a/b",
                "a b",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void shouldRefuseANameThatNoPathShouldCarry(String name) {
        assertProblem(ProblemType.INVALID_SIMULATION, () -> simulations.start(endless(name)));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "-5, 1, 1", "1, 0, 1", "1, 1, 0", "1, 1, -1"})
    void shouldRefuseWhatCannotBeSimulated(long entities, long rate, long millis) {
        assertProblem(
                ProblemType.INVALID_SIMULATION,
                () -> simulations.start(request("a", entities, rate, Duration.ofMillis(millis))));
    }

    @Test
    void shouldStopAllWithTheServiceAndStartNoOther() {
        simulations.start(endless("a"));

        simulations.close();

        assertThat(simulations.report("a").state()).isEqualTo(SimulationState.STOPPED);
        assertThat(simulations.report("a").reason()).isEqualTo("the service stopped");
        assertProblem(ProblemType.SERVICE_STOPPING, () -> simulations.start(endless("b")));
    }

    @Test
    void shouldRememberOnlyTheLastThatEnded() {
        for (int i = 1; i <= Simulations.MAX_ENDED + 5; i++) {
            simulations.start(request("s" + i, 1, null, null));
            awaitEnd("s" + i);
        }

        assertThat(simulations.reports()).hasSizeBetween(Simulations.MAX_ENDED, Simulations.MAX_ENDED + 1);
        assertProblem(ProblemType.SIMULATION_NOT_FOUND, () -> simulations.report("s1"));
    }

    private void awaitEnd(String name) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> simulations.report(name).state() != SimulationState.RUNNING);
    }

    private static SimulationRequest endless(String name) {
        return request(name, 10, 10L, Duration.ofMinutes(10));
    }

    private static SimulationRequest request(
            @Nullable String name, long entities, @Nullable Long rate, @Nullable Duration duration) {
        return new SimulationRequest(name, WorkloadKind.DEVICES, null, entities, rate, duration, null, null);
    }

    private static ProblemException assertProblem(ProblemType type, Runnable call) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, call::run);
        assertThat(problem).isNotNull();
        assertThat(problem.type()).isEqualTo(type);
        return problem;
    }
}
