package io.lastword.model.limit;

import java.time.Duration;

/**
 * A moment by a monotonic clock, up to which something waits.
 *
 * @param ticker the clock
 * @param atNanos its reading at that moment
 */
public record Deadline(Ticker ticker, long atNanos) {

    /** The moment that is so far away; over at once where that is zero or less. */
    public static Deadline in(Duration wait, Ticker ticker) {
        return new Deadline(ticker, ticker.nanos() + wait.toNanos());
    }

    public boolean isOver() {
        return ticker.nanos() - atNanos >= 0;
    }

    /** How long until then; never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, atNanos - ticker.nanos()));
    }
}
