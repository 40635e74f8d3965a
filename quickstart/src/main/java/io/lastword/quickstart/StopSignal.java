package io.lastword.quickstart;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * The wish to stop. Thread-safe.
 *
 * <p>Signals are handled here and not by a shutdown hook, because hooks run all at once: the one that ends Redis with
 * the JVM would take it from services that still use it.
 */
final class StopSignal {

    /** Ctrl-C, a plain kill, and the terminal being closed. */
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    private final CountDownLatch requested = new CountDownLatch(1);

    /** Takes these signals over for the life of the process. */
    StopSignal onSignals() {
        for (String name : SIGNALS) {
            try {
                Signal.handle(new Signal(name), signal -> request());
            } catch (IllegalArgumentException notOnThisSystem) {
                // The others do.
            }
        }
        return this;
    }

    void request() {
        // From here on parts are missing, and that is no news.
        Logs.muteConsole();
        requested.countDown();
    }

    boolean requested() {
        return requested.getCount() == 0;
    }

    void await() {
        try {
            requested.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
