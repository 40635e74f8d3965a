package io.lastword.query.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which of the times that other machines have stored are believed. Thread-safe.
 *
 * @param clockSkew how far ahead of this machine's clock a time may be; one that is farther in the future counts as unknown
 */
public record StoredTimes(Duration clockSkew, Clock clock) {

    /** The time, or null if it is not known or not believed. */
    public @Nullable Instant known(@Nullable Instant stored) {
        return stored == null || stored.isAfter(clock.instant().plus(clockSkew)) ? null : stored;
    }
}
