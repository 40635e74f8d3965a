package io.lastword.consumer.reading;

import io.lastword.consumer.topic.Times;
import io.lastword.model.store.Generation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far the store is known to have followed one partition of the log, since when, and what is in the way. A step that
 * was sent is no progress, only one that was applied is; nor is a plan. Used by the fold loop's thread only.
 */
public final class Progress {

    private static final long NOWHERE = -1;

    private final Times times;
    private @Nullable String generation;
    private long offset = NOWHERE;
    private Times.Moment since;
    private String cause = "";

    Progress(Times times) {
        this.times = times;
        this.since = times.moment();
    }

    /** Takes note of where a generation stands in the store; a new one is progress, the same one again is none. */
    void foldsInto(Generation stored) {
        if (!stored.id().equals(generation)) {
            generation = stored.id();
            since = times.moment();
            cause = "";
            offset = stored.position().offset();
        }
        offset = Math.min(offset, stored.position().offset());
    }

    /**
     * Takes note of a step that was applied.
     *
     * @param to where it has led
     * @param nothingToRead whether there was nothing beyond to be read
     */
    void reached(long to, boolean nothingToRead) {
        if (to > offset || nothingToRead) {
            since = times.moment();
            cause = "";
        }
        offset = Math.max(offset, to);
    }

    /** Stands still on purpose, as far as it does. */
    public void pausesOnPurpose() {
        since = times.moment();
    }

    public boolean hasStoodFor(Duration atLeast) {
        return times.elapsed(since).compareTo(atLeast) >= 0;
    }

    public void hinderedBy(String what) {
        cause = what;
    }

    /** @param beside whether it is a build beside what is served */
    public FoldStatus.Stand stand(int partition, boolean beside) {
        return new FoldStatus.Stand(partition, beside, offset, since, cause);
    }
}
