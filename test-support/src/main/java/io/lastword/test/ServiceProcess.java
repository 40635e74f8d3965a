package io.lastword.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A service in a JVM of its own, to be frozen and killed as no thread can be. Ends with this JVM at the latest. */
public final class ServiceProcess implements AutoCloseable {

    private static final Path OUTPUT_DIRECTORY = Path.of("target", "service-processes");
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 50;
    private static final int OUTPUT_IN_MESSAGE = 2_000;

    private final String name;
    private final Process process;
    private final Path output;

    ServiceProcess(ServiceCommand command) {
        name = command.name();
        // Several JVMs run tests side by side in one directory.
        output = OUTPUT_DIRECTORY.resolve(
                "%s-%d-%d.log".formatted(name, ProcessHandle.current().pid(), COUNTER.incrementAndGet()));
        try {
            Files.createDirectories(OUTPUT_DIRECTORY);
            process = new ProcessBuilder(command.toCommandLine())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CloseAtExit.add(this);
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** What the process has written so far to its output and error streams. */
    public String output() {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns when the output has a part that the expression matches; {@code (?m)} lets {@code ^} and {@code $} stand
     * for lines.
     *
     * @return the first match
     * @throws AssertionError with the end of the output, if the process ends or the time runs out before
     */
    public MatchResult awaitOutput(String regex, Duration within) {
        Pattern pattern = Pattern.compile(regex);
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            boolean last = !alive() || System.nanoTime() > deadline;
            Matcher matcher = pattern.matcher(output());
            if (matcher.find()) {
                return matcher.toMatchResult();
            }
            if (last) {
                throw new AssertionError("%s %s without writing '%s'; %s ends with:%n%s"
                        .formatted(name, alive() ? "ran for " + within : "ended", regex, output, endOfOutput()));
            }
            waitForEnd(POLL_MILLIS);
        }
    }

    /** Ends the process as a crash would, also while it is frozen, and returns when it is gone. */
    public void kill9() {
        process.destroyForcibly();
        awaitEnd();
    }

    /**
     * Asks the process to end and waits for that.
     *
     * @return its exit code
     */
    public int terminate() {
        process.destroy();
        awaitEnd();
        return process.exitValue();
    }

    /**
     * Sends a signal by its name without SIG: {@code STOP} freezes the process, {@code CONT} lets it go on. On Linux,
     * {@code STOP} returns when every thread of the process stands still; elsewhere some may take one more step.
     */
    public void signal(String signal) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -%s of %s failed with %d".formatted(signal, name, exit));
            }
            if (signal.equals("STOP")) {
                awaitStandstill();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Kills the process if it still runs. */
    @Override
    public void close() {
        CloseAtExit.remove(this);
        kill9();
    }

    @Override
    public String toString() {
        return name + " (process " + pid() + ")";
    }

    private void awaitStandstill() {
        Path threads = Path.of("/proc/%d/task".formatted(pid()));
        if (Files.isDirectory(threads)) {
            Awaitility.await()
                    .alias(this + " stands still")
                    .pollDelay(Duration.ZERO)
                    .until(() -> allStopped(threads));
        }
    }

    private static boolean allStopped(Path threads) {
        try (Stream<Path> all = Files.list(threads)) {
            for (Path thread : all.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                // pid (name) state ...: the name may hold anything, so the state is what follows the last parenthesis.
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false; // a thread ended between its listing and its reading
        }
    }

    private void awaitEnd() {
        if (!waitForEnd(ENDED_WITHIN.toMillis())) {
            throw new IllegalStateException("%s has not ended within %s".formatted(this, ENDED_WITHIN));
        }
    }

    private boolean waitForEnd(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for " + this, e);
    }

    private String endOfOutput() {
        String all = output();
        return all.substring(Math.max(0, all.length() - OUTPUT_IN_MESSAGE));
    }
}
