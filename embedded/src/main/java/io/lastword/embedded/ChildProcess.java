package io.lastword.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process that this JVM ends before it ends itself. */
final class ChildProcess {

    private static final Duration ENDED_WITHIN = Duration.ofSeconds(10);

    private final Process process;
    private final Thread endWithJvm;

    ChildProcess(ProcessBuilder command) throws IOException {
        process = command.start();
        endWithJvm = new Thread(this::askToEnd, "end-child-" + process.pid());
        Runtime.getRuntime().addShutdownHook(endWithJvm);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean endsWithin(long time, TimeUnit unit) {
        try {
            return process.waitFor(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while waiting for process " + process.pid(), e);
        }
    }

    /** Waits for a process that was told to end by other means, and kills it if it has not. */
    void end(Duration within) {
        try {
            if (!endsWithin(within.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } finally {
            forget();
        }
    }

    void kill() {
        process.destroyForcibly();
        end(ENDED_WITHIN);
    }

    private void askToEnd() {
        process.destroy();
        if (!endsWithin(ENDED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(endWithJvm);
        } catch (IllegalStateException jvmIsEnding) {
            // The hook may run; it finds the process ended.
        }
    }
}
