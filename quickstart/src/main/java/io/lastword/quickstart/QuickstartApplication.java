package io.lastword.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The whole system in one process, until it is told to stop. */
public final class QuickstartApplication {

    private static final int STOPPED = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final StopSignal stop;

    QuickstartApplication(PrintStream out, PrintStream err, StopSignal stop) {
        this.out = out;
        this.err = err;
        this.stop = stop;
    }

    public static void main(String[] args) {
        StopSignal stop = new StopSignal().onSignals();
        System.exit(new QuickstartApplication(System.out, System.err, stop).run(List.of(args), System.getenv()));
    }

    /** Returns the exit code once everything has stopped. */
    int run(List<String> arguments, Map<String, String> environment) {
        Options options;
        try {
            options = Options.parse(arguments, environment);
        } catch (QuickstartException e) {
            err.println("quickstart: " + e.getMessage());
            return MISUSED;
        }
        if (options.help()) {
            out.print(help());
            return STOPPED;
        }
        try {
            options.ports().requireFree();
            try (DataFolder data = DataFolder.open(options.data())) {
                run(options, data);
            }
            return STOPPED;
        } catch (QuickstartException e) {
            err.println("quickstart: " + e.getMessage());
            return FAILED;
        }
    }

    private void run(Options options, DataFolder data) {
        if (options.fresh()) {
            data.empty();
        }
        Logs.to(data.log(), options.verbose());
        long started = System.nanoTime();
        out.println("Starting Lastword with its data in " + data.root());
        try (Suite suite = new Suite(options, data, stop, out)) {
            try {
                suite.start();
                serve(options, data, started);
            } catch (QuickstartException e) {
                if (!stop.requested()) {
                    throw e;
                }
            }
            out.println("Stopping ...");
        }
        out.println("Stopped; the log is kept in " + data.kafka());
    }

    private void serve(Options options, DataFolder data, long started) {
        if (stop.requested()) {
            return;
        }
        Rest rest = new Rest(options.ports());
        Snapshots snapshots = new Snapshots(rest, stop);
        String folded = snapshots.awaitLive();
        if (stop.requested()) {
            return;
        }
        if (options.sample() && !data.hasSample()) {
            new Sample(rest).load();
            data.markSample();
            out.println("  Sample loaded: " + snapshots.awaitLive());
        } else {
            out.println("  Folded from the log into an empty Redis: " + folded);
        }
        out.println();
        out.print(describe(options, data, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started)));
        stop.await();
    }

    private static String describe(Options options, DataFolder data, long seconds) {
        Ports ports = options.ports();
        String text = """
                Lastword runs (after %d s):

                  page      http://%s     what the log and the state do, to look at
                  query     http://%<s     API description: /swagger-ui.html
                  producer  http://%s
                  consumer  http://%s
                  Kafka     %s
                  Redis     %s     keeps nothing: each start folds the log again
                  data      %s

                """.formatted(
                        seconds,
                        ports.address(Port.QUERY),
                        ports.address(Port.PRODUCER),
                        ports.address(Port.CONSUMER),
                        ports.address(Port.KAFKA),
                        ports.address(Port.REDIS),
                        data.root());
        String tour = options.types().equals(Options.SHIPPED_TYPES) ? new Tour(ports).text() + "\n" : "";
        return text + tour + "Ctrl-C stops it; starting again shows the same state; --fresh starts over.\n";
    }

    private static String help() {
        try (InputStream content =
                Objects.requireNonNull(QuickstartApplication.class.getResourceAsStream("help.txt"), "help.txt")) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
