package io.lastword.consumer.topic;

import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What time it is: the time of day, which other machines compare with theirs and which may be set ahead and back, and a
 * monotonic clock for all intervals. Thread-safe.
 *
 * @param clock the time of day
 * @param ticker the monotonic clock
 * @param clockSkew how far ahead of this machine's clock a stored time may be and still be believed
 */
public record Times(Clock clock, Ticker ticker, Duration clockSkew) {

    /**
     * One moment by both clocks.
     *
     * @param at the time of day that it was then, by the clock as it was set then
     * @param nanos the monotonic clock's reading
     */
    public record Moment(Instant at, long nanos) {

        Moment minusMillis(long millis) {
            return new Moment(
                    at.minusMillis(millis), nanos - Duration.ofMillis(millis).toNanos());
        }

        public boolean isAfter(Moment other) {
            return nanos - other.nanos > 0;
        }
    }

    public Instant now() {
        return clock.instant();
    }

    public Moment moment() {
        return new Moment(clock.instant(), ticker.nanos());
    }

    /** The moment that has this time of day, if the clock has not been set meanwhile. */
    public Moment moment(Instant at) {
        long nanos = ticker.nanos();
        Duration ago = Duration.between(at, clock.instant());
        return new Moment(at, nanos - ago.toNanos());
    }

    public Deadline in(Duration wait) {
        return Deadline.in(wait, ticker);
    }

    /** How long ago a moment was: the longer of the two, since a clock may have been set back, or the machine asleep. */
    public Duration since(Moment moment) {
        Duration byTheDay = Duration.between(moment.at, clock.instant());
        Duration byTicks = elapsed(moment);
        return byTheDay.compareTo(byTicks) > 0 ? byTheDay : byTicks;
    }

    /** How long ago a moment was by the monotonic clock alone, which stands still while the machine sleeps. */
    public Duration elapsed(Moment moment) {
        return Duration.ofNanos(ticker.nanos() - moment.nanos);
    }

    /** A moment's time of day, by the clock as it is set now where that was set back by more than the tolerated skew. */
    public Instant date(Moment moment) {
        Instant now = clock.instant();
        Instant byTicks = now.minusNanos(ticker.nanos() - moment.nanos);
        return moment.at.isAfter(byTicks.plus(clockSkew)) ? byTicks : moment.at;
    }

    /** Whether a time is too far ahead to be believed. */
    public boolean isInFuture(Instant time) {
        return time.isAfter(latestBelieved());
    }

    /** A stored time beyond this one is not believed. */
    public Instant latestBelieved() {
        return clock.instant().plus(clockSkew);
    }
}
