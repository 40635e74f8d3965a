package io.lastword.query.lookup;

import io.lastword.model.limit.Ticker;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A clock that stands still until a test moves it. */
final class MovableClock extends Clock {

    volatile Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
        return now;
    }

    /** A monotonic clock that moves with it. */
    Ticker ticker() {
        return () -> ChronoUnit.NANOS.between(Instant.EPOCH, now);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
