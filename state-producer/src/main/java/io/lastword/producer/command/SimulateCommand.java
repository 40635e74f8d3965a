package io.lastword.producer.command;

import io.lastword.model.problem.ProblemException;
import io.lastword.producer.simulation.SimulationRequest;
import io.lastword.producer.workload.WorkloadKind;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code simulate}, from its arguments to the request that they mean. */
@Command(
        name = SimulateCommand.NAME,
        sortOptions = false,
        usageHelpWidth = 100,
        customSynopsis = "java -jar state-producer.jar simulate WORKLOAD --entities=N [OPTION]...%n",
        header = "Writes a simulated workload to the log, without the HTTP service.%n",
        footer = {
            "",
            "It is configured as the service is: LASTWORD_KAFKA is the address of Kafka, LASTWORD_TYPES the URL of the"
                    + " types file, and the limits under lastword.producer.simulation hold. Topics that do not exist are"
                    + " created. Ctrl-C stops it and prints what was written."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all of it is in the log",
            "1:it ended before that; what was printed says why, and what is in the log",
            "2:the arguments are not usable",
            "130:Ctrl-C stopped it (143: a plain kill)"
        })
final class SimulateCommand {

    /** The first argument that means this command. */
    static final String NAME = "simulate";

    static final int COMPLETED = 0;
    static final int FAILED = 1;
    static final int MISUSED = 2;

    @Parameters(
            paramLabel = "WORKLOAD",
            converter = Values.Workload.class,
            description = "devices: a fleet of streaming devices; drivers: drivers moving through a city")
    @SuppressWarnings("NullAway.Init")
    private WorkloadKind workload;

    @Option(
            names = "--entities",
            paramLabel = "N",
            required = true,
            converter = Values.WholeNumber.class,
            description = "how many devices or drivers there are at most")
    private long entities;

    @Option(
            names = "--rate",
            paramLabel = "N",
            converter = Values.WholeNumber.class,
            description = "changes a second; default: as many as the log takes and the limits allow")
    private @Nullable Long rate;

    @Option(
            names = "--changes",
            paramLabel = "N",
            converter = Values.WholeNumber.class,
            description = "how many changes to make; default: without --duration, twice as many as entities")
    private @Nullable Long changes;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = Values.Time.class,
            description = "how long to go on, such as 30s, 10m or 2h")
    private @Nullable Duration duration;

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = Values.WholeNumber.class,
            description = "the same seed makes the same changes; default: 1")
    private @Nullable Long seed;

    @Option(
            names = "--type",
            paramLabel = "NAME",
            description = "the entity type to write to; default: device for devices, driver for drivers")
    private @Nullable String type;

    @Option(names = "--help", usageHelp = true, description = "show this text")
    private boolean help;

    private SimulateCommand() {}

    /**
     * Reads the arguments and, if they can be used, has them run.
     *
     * @param arguments those after the command's name
     * @param run gives the exit code
     * @return the exit code
     */
    static int execute(List<String> arguments, PrintStream out, PrintStream err, ToIntFunction<SimulationRequest> run) {
        SimulateCommand command = new SimulateCommand();
        CommandLine line = new CommandLine(command);
        try {
            line.parseArgs(arguments.toArray(String[]::new));
            if (command.help) {
                line.usage(new PrintWriter(out, true, StandardCharsets.UTF_8), CommandLine.Help.Ansi.OFF);
                return COMPLETED;
            }
            return run.applyAsInt(command.toRequest());
        } catch (ParameterException | ProblemException e) {
            err.println(NAME + ": " + firstLine(e) + "; " + NAME + " --help lists what there is");
            return MISUSED;
        }
    }

    private SimulationRequest toRequest() {
        return new SimulationRequest(null, workload, type, entities, rate, duration, changes, seed);
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
