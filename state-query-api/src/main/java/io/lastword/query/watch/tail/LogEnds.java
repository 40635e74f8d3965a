package io.lastword.query.watch.tail;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Where a log ended at some moments, the latest kept. It dates positions: when a log ended at or before a position, it
 * held nothing beyond it. Thread-safe.
 */
public final class LogEnds {

    /** Ten minutes, at one a second: a position further behind keeps the date that it had. */
    private static final int KEPT = 600;

    private final Deque<Seen> seen = new ArrayDeque<>();

    private record Seen(Instant askedAt, long[] ends) {}

    synchronized void add(Instant askedAt, long[] ends) {
        seen.addLast(new Seen(askedAt, ends));
        if (seen.size() > KEPT) {
            seen.removeFirst();
        }
    }

    /**
     * The latest time at which the log held nothing beyond the positions of some partitions, or the time known before if
     * there is no later one.
     */
    public synchronized @Nullable Instant date(Span span, long[] positions, @Nullable Instant known) {
        Iterator<Seen> newestFirst = seen.descendingIterator();
        while (newestFirst.hasNext()) {
            Seen at = newestFirst.next();
            if (known != null && !at.askedAt.isAfter(known)) {
                return known;
            }
            if (span.all(partition -> at.ends[partition] <= positions[partition])) {
                return at.askedAt;
            }
        }
        return known;
    }
}
