package io.lastword.producer.command;

import io.lastword.producer.simulation.SimulationReport;
import io.lastword.producer.simulation.SimulationState;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Shows people how a simulation goes: as a bar that moves on a terminal, as a line now and then elsewhere. */
final class ProgressView {

    private static final int BAR_CHARS = 30;
    private static final Duration FIRST_LINE_AT = Duration.ofSeconds(1);
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);

    private final PrintStream out;
    private final boolean terminal;
    private int shown;
    private Duration nextLineAt = FIRST_LINE_AT;

    ProgressView(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** To be called often; a line is not printed each time. */
    void show(SimulationReport report) {
        if (terminal) {
            String bar = bar(report);
            out.print("\r" + bar + " ".repeat(Math.max(0, shown - bar.length())));
            out.flush();
            shown = bar.length();
        } else if (report.elapsed().compareTo(nextLineAt) >= 0) {
            nextLineAt = report.elapsed().plus(LINE_EVERY);
            out.println(String.format(
                    Locale.ROOT,
                    "%3.0f %% after %s: %,d changes in the log, %,.0f/s",
                    report.progress() * 100,
                    clock(report.elapsed()),
                    report.accepted(),
                    report.achievedRate()));
        }
    }

    /** The last view, and what has become of all changes. */
    void end(SimulationReport report) {
        if (terminal) {
            show(report);
            out.println();
        }
        out.println(String.format(
                Locale.ROOT,
                "%s after %s: %,d of %,d changes are in the log of type '%s', %,.0f/s; %,d rejected, %,d unknown",
                report.state().text(),
                clock(report.elapsed()),
                report.accepted(),
                report.made(),
                report.type(),
                report.achievedRate(),
                report.rejected(),
                report.unknown()));
        out.println(String.format(
                Locale.ROOT, "%s, %,d entities, seed %d", report.workload().text(), report.entities(), report.seed()));
        if (report.token() != null) {
            out.println("token " + report.token());
        }
        out.flush();
    }

    private static String bar(SimulationReport report) {
        int full = (int) (report.progress() * BAR_CHARS);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %3.0f %%  %,d changes  %,.0f/s  %s",
                report.workload().text(),
                "#".repeat(full),
                "-".repeat(BAR_CHARS - full),
                report.progress() * 100,
                report.accepted(),
                report.achievedRate(),
                left(report));
    }

    private static String left(SimulationReport report) {
        if (report.state() != SimulationState.RUNNING || report.progress() == 0) {
            return "";
        }
        double share = (1 - report.progress()) / report.progress();
        return clock(Duration.ofMillis((long) (report.elapsed().toMillis() * share))) + " left";
    }

    private static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
