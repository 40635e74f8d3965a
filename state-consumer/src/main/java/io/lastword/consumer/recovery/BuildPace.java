package io.lastword.consumer.recovery;

import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.Ticker;
import java.time.Duration;

/** Keeps builds beside served generations to a rate, so that the store has time for its readers. For one thread. */
public final class BuildPace {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int recordsPerSecond;
    private final Ticker ticker;
    private Deadline next;

    /** @param recordsPerSecond most records read on average; 0 for as many as can be */
    public BuildPace(int recordsPerSecond, Ticker ticker) {
        this.recordsPerSecond = recordsPerSecond;
        this.ticker = ticker;
        this.next = now();
    }

    /** This moment, to be told to {@link #read}. */
    Deadline now() {
        return Deadline.in(Duration.ZERO, ticker);
    }

    /** Takes note of records that were read, and since when. */
    void read(int records, Deadline since) {
        if (recordsPerSecond > 0) {
            next = new Deadline(ticker, since.atNanos() + records * NANOS_PER_SECOND / recordsPerSecond);
        }
    }

    /** How long to wait before the next read; never negative. */
    Duration pause() {
        return next.left();
    }
}
