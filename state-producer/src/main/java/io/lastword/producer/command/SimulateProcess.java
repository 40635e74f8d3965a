package io.lastword.producer.command;

import io.lastword.model.problem.ProblemException;
import io.lastword.producer.simulation.SimulationReport;
import io.lastword.producer.simulation.SimulationRequest;
import io.lastword.producer.simulation.SimulationState;
import io.lastword.producer.simulation.Simulations;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs one simulation in a process of its own: the service's parts without its web server. */
public final class SimulateProcess {

    /** Unless configured otherwise. */
    private static final Map<String, Object> QUIET =
            Map.of("logging.level.root", "warn", "logging.level.io.lastword", "warn");

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final SpringApplicationBuilder application;
    private final Interruption interruption = new Interruption();
    private final PrintStream out;
    private final PrintStream err;

    private SimulateProcess(SpringApplicationBuilder application, PrintStream out, PrintStream err) {
        this.application = application
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(QUIET);
        this.out = out;
        this.err = err;
    }

    /** Says whether the process was started for this, rather than to serve. */
    public static boolean isMeant(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals(SimulateCommand.NAME);
    }

    /**
     * Does what the arguments say and returns the exit code.
     *
     * @param application the service, not started
     * @param arguments of the process, those that {@link #isMeant}
     */
    public static int run(SpringApplicationBuilder application, String[] arguments) {
        SimulateProcess process = new SimulateProcess(application, System.out, System.err);
        List<String> own = List.of(arguments).subList(1, arguments.length);
        try {
            return SimulateCommand.execute(own, process.out, process.err, process::simulate);
        } finally {
            process.interruption.done();
        }
    }

    private int simulate(SimulationRequest request) {
        ConfigurableApplicationContext context;
        try {
            context = application.run();
        } catch (RuntimeException e) {
            // Spring Boot has said why.
            return failed("could not be started for the reason above");
        }
        try (context) {
            return simulate(request, context.getBean(Simulations.class));
        } catch (ProblemException e) {
            if (e.type().status() < 500) {
                throw e;
            }
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private int simulate(SimulationRequest request, Simulations simulations) {
        ProgressView view = new ProgressView(out, Terminal.isThere());
        interruption.watch();
        SimulationReport report = simulations.start(request);
        while (report.state() == SimulationState.RUNNING) {
            view.show(report);
            if (interruption.await(LOOK_EVERY)) {
                simulations.close();
            }
            report = simulations.report(report.name());
        }
        view.end(report);
        if (report.state() == SimulationState.COMPLETED) {
            return SimulateCommand.COMPLETED;
        }
        // Whoever interrupted it knows why, and the JVM has an exit code of its own for that.
        return interruption.await(Duration.ZERO) ? SimulateCommand.FAILED : failed(String.valueOf(report.reason()));
    }

    private int failed(String reason) {
        err.println(SimulateCommand.NAME + ": " + reason);
        return SimulateCommand.FAILED;
    }
}
