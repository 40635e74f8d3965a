package io.lastword.consumer.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times for tests. */
final class TestTimes {

    private TestTimes() {}

    /** One clock is both the time of day and the monotonic clock. */
    static Times of(Clock clock) {
        return new Times(clock, () -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()), Duration.ofSeconds(5));
    }

    /** A moment by a clock as of {@link #of}. */
    static Times.Moment moment(Instant at) {
        return new Times.Moment(at, ChronoUnit.NANOS.between(Instant.EPOCH, at));
    }
}
