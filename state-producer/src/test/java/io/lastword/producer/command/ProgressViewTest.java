package io.lastword.producer.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.simulation.SimulationReport;
import io.lastword.producer.simulation.SimulationState;
import io.lastword.producer.workload.WorkloadKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressViewTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void shouldMoveABarOnATerminal() {
        ProgressView view = view(true);

        view.show(report(SimulationState.RUNNING, 0.5, 500_000, 20));

        assertThat(text())
                .isEqualTo("\rdevices [###############---------------]  50 %  500,000 changes  25,000/s  0:20 left");
    }

    @Test
    void shouldLeaveNothingOfALongerBarBehind() {
        ProgressView view = view(true);
        view.show(report(SimulationState.RUNNING, 0.5, 500_000, 20));
        int before = text().length();
        out.reset();

        view.end(report(SimulationState.COMPLETED, 1, 1_000_000, 40));

        assertThat(text().split("\n")[0]).hasSizeGreaterThanOrEqualTo(before);
        assertThat(text()).contains("[##############################] 100 %").doesNotContain("left");
    }

    @Test
    void shouldPrintALineNowAndThenElsewhere() {
        ProgressView view = view(false);

        view.show(report(SimulationState.RUNNING, 0, 0, 0));
        view.show(report(SimulationState.RUNNING, 0.25, 250_000, 1));
        view.show(report(SimulationState.RUNNING, 0.3, 300_000, 5));
        view.show(report(SimulationState.RUNNING, 0.5, 500_000, 3_700));

        assertThat(text()).isEqualTo("""
                         25 % after 0:01: 250,000 changes in the log, 250,000/s
                         50 % after 1:01:40: 500,000 changes in the log, 135/s
                        """);
    }

    @Test
    void shouldEndWithWhatBecameOfAllChanges() {
        view(false).end(report(SimulationState.STOPPED, 0.5, 500_000, 20));

        assertThat(text()).isEqualTo("""
                        stopped after 0:20: 500,000 of 500,007 changes are in the log of type 'device', 25,000/s; 3 rejected, 4 unknown
                        devices, 9,000 entities, seed 5
                        token abc
                        """);
    }

    private ProgressView view(boolean terminal) {
        return new ProgressView(new PrintStream(out, true, UTF_8), terminal);
    }

    private String text() {
        return out.toString(UTF_8);
    }

    private static SimulationReport report(SimulationState state, double progress, long accepted, long seconds) {
        return new SimulationReport(
                "s",
                WorkloadKind.DEVICES,
                "device",
                9_000,
                5,
                null,
                null,
                1_000_000L,
                state,
                null,
                progress,
                accepted + 7,
                accepted,
                3,
                4,
                (double) accepted / seconds,
                Instant.EPOCH,
                Duration.ofSeconds(seconds),
                "abc");
    }
}
