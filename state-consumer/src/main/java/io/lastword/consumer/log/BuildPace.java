package io.lastword.consumer.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Keeps builds beside served generations to a rate, so that the store has time for its readers. For one thread. */
final class BuildPace {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int recordsPerSecond;
    private final Clock clock;
    private Instant next = Instant.EPOCH;

    /** @param recordsPerSecond most records read on average; 0 for as many as can be */
    BuildPace(int recordsPerSecond, Clock clock) {
        this.recordsPerSecond = recordsPerSecond;
        this.clock = clock;
    }

    /** Takes note of records that were read, and since when. */
    void read(int records, Instant since) {
        if (recordsPerSecond > 0) {
            next = since.plusNanos(records * NANOS_PER_SECOND / recordsPerSecond);
        }
    }

    /** How long to wait before the next read; never negative. */
    Duration pause() {
        Duration left = Duration.between(clock.instant(), next);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
