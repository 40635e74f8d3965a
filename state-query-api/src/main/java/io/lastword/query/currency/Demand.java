package io.lastword.query.currency;

import io.lastword.model.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How current an answer must be.
 *
 * @param after positions that must be folded, or null for any
 * @param timeout how long to wait for them
 * @param maxStale how long ago the snapshots may have been caught up, or null for any time
 * @param holdsThread whether a read that has to wait does so in its thread; else it ends with a {@link NotYetException}
 */
public record Demand(
        @Nullable Token after, Duration timeout, @Nullable Duration maxStale, boolean holdsThread) {

    public Demand(@Nullable Token after, Duration timeout, @Nullable Duration maxStale) {
        this(after, timeout, maxStale, true);
    }

    /** The same, waiting in its thread. */
    public Demand holdingThread() {
        return new Demand(after, timeout, maxStale, true);
    }

    /** The same, but no thread is held while it is waited. */
    public Demand holdingNoThread() {
        return new Demand(after, timeout, maxStale, false);
    }

    /** The same, and the positions of this token too, if both tokens are of one incarnation. */
    public Demand andAfter(Token other) {
        if (after == null) {
            return new Demand(other, timeout, maxStale, holdsThread);
        }
        if (!after.incarnation().equals(other.incarnation())) {
            return this;
        }
        SortedMap<Integer, Long> both = new TreeMap<>(after.positions());
        other.positions().forEach((partition, offset) -> both.merge(partition, offset, Math::max));
        Instant caughtUpAt = after.caughtUpAt() == null ? other.caughtUpAt() : after.caughtUpAt();
        return new Demand(
                new Token(after.type(), after.incarnation(), caughtUpAt, both), timeout, maxStale, holdsThread);
    }
}
