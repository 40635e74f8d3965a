package io.lastword.query.currency;

import io.lastword.model.limit.Ticker;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A clock that stands still until a test moves it. */
public final class MovableClock extends Clock {

    public volatile Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
        return now;
    }

    /** A monotonic clock that moves with it. */
    public Ticker ticker() {
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
