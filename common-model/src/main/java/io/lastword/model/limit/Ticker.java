package io.lastword.model.limit;

/**
 * A clock for intervals: it never goes back, whatever becomes of the time of day. Its readings mean nothing by
 * themselves. Thread-safe.
 */
@FunctionalInterface
public interface Ticker {

    /** That of this machine. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since some moment; only differences count, and these may overflow. */
    long nanos();
}
