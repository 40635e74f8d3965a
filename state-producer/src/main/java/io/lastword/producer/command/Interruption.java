package io.lastword.producer.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or a plain kill: asks for a clean end and holds the JVM back until there was one. Between {@link #watch} and
 * {@link #done} only; at any other time the JVM ends at once.
 */
final class Interruption {

    private static final Duration LONGEST_END = Duration.ofSeconds(60);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    /** From now on an end of the JVM is asked for and waited for. */
    void watch() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "interruption"));
    }

    /** Waits for the wish to end; returns whether there is one. */
    boolean await(Duration within) {
        try {
            return requested.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void done() {
        done.countDown();
    }

    private void end() {
        requested.countDown();
        try {
            done.await(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
