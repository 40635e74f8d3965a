package io.lastword.consumer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** This machine's clock, set ahead by what the test says. Thread-safe. */
final class SettableClock extends Clock {

    private volatile Duration ahead;

    SettableClock(Duration ahead) {
        this.ahead = ahead;
    }

    /** Sets it ahead of the true time by this much from now on. */
    void setAhead(Duration howFar) {
        ahead = howFar;
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
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
