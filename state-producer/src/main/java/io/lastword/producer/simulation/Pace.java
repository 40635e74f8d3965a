package io.lastword.producer.simulation;

/**
 * Says when changes are due at a steady rate. What was missed while the log was slow is caught up on, but no more than
 * a second's worth of it: a stall is not followed by a flood. Times are those of a monotonic clock, in nanoseconds.
 */
final class Pace {

    static final long CATCH_UP_NANOS = 1_000_000_000;

    private final double nanosPerChange;
    private long origin;
    private long taken;

    /**
     * @param rate changes a second
     * @param start when the first change is due
     */
    Pace(long rate, long start) {
        this.nanosPerChange = 1e9 / rate;
        this.origin = start;
    }

    /** How long from now the next change is due; 0 if it is. */
    long nanosUntilNext(long now) {
        long due = origin + (long) (taken * nanosPerChange);
        long late = now - due;
        if (late > CATCH_UP_NANOS) {
            origin += late - CATCH_UP_NANOS;
        }
        return Math.max(0, -late);
    }

    /** The next change was made. */
    void took() {
        taken++;
    }
}
