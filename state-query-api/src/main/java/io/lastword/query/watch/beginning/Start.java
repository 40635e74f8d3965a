package io.lastword.query.watch.beginning;

import io.lastword.query.watch.events.WatchEvent;
import io.lastword.query.watch.tail.Span;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a watch begins.
 *
 * @param offsets by partition of the log; those outside of the span mean nothing
 * @param caughtUpAt the log held nothing beyond the offsets at this time
 * @param events what is told first
 * @param scan what is told after that, or null
 */
public record Start(
        Span span,
        long[] offsets,
        Instant caughtUpAt,
        List<WatchEvent> events,
        @Nullable TypeScan scan) {

    /** Whether all that is there is told first. */
    public boolean isSnapshot() {
        return !events.isEmpty() || scan != null;
    }
}
