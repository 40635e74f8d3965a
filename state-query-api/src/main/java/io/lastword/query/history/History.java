package io.lastword.query.history;

import io.lastword.model.entity.EntityId;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityType;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogEntry;
import io.lastword.query.log.LogFacts;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells the changes of one entity that the log still holds. Thread-safe; callers wait. */
public final class History {

    private final Scans scans;

    public History(Scans scans) {
        this.scans = scans;
    }

    /**
     * What is wanted.
     *
     * @param newestFirst the order
     * @param since only changes that are not older than this, or null for all
     * @param limit most changes
     * @param cursor where to go on, from the page before, or null
     */
    public record Wanted(
            EntityType type,
            EntityId id,
            boolean newestFirst,
            @Nullable Instant since,
            int limit,
            @Nullable HistoryCursor cursor) {}

    /** Takes the answer as it comes. An IOException ends it: nobody listens any more. */
    public interface Listener {

        /** @param token where a watch can go on that has seen the history up to its end */
        void begin(LogFacts log, Token token) throws IOException;

        void change(LogEntry entry) throws IOException;

        /** The reading has moved on; called also while nothing is found. */
        void reading() throws IOException;

        /** @param next where the next page goes on, or null if this was the last */
        void end(@Nullable HistoryCursor next) throws IOException;
    }

    /**
     * Reads a page of the history; it may be short, where the time is over, and still not be the last. The next one is of
     * older (or newer) changes in any case.
     *
     * @param client for whom, of those that readings of the log are shared out to
     * @throws io.lastword.model.problem.ProblemException if that cannot be answered now
     * @throws io.lastword.query.log.LogUnavailableException if the broker did not answer
     */
    public void read(String client, Wanted wanted, Listener listener) throws IOException {
        LogAccess access = scans.access();
        LogFacts facts = access.observe(wanted.type());
        HistoryCursor cursor = wanted.cursor();
        if (cursor != null) {
            cursor.requireOf(wanted, facts);
        }
        try (KeyScan scan = scans.begin(client, wanted.type(), wanted.id(), facts)) {
            long start = wanted.since() == null
                    ? scan.start()
                    : Math.max(
                            scan.start(),
                            access.since(wanted.type(), scan.partition(), wanted.since())
                                    .offset());
            scan.requireSameLog();
            listener.begin(
                    facts,
                    Token.of(wanted.type().name(), facts.incarnation(), facts.askedAt(), scan.partition(), scan.end()));
            Page page = new Page(wanted, listener, scan);
            long next;
            boolean isLast;
            if (wanted.newestFirst()) {
                next = scan.backwards(start, cursor == null ? scan.end() : cursor.offset(), page);
                isLast = next <= start;
            } else {
                next = scan.forwards(cursor == null ? start : Math.max(start, cursor.offset()), scan.end(), page);
                isLast = next >= scan.end();
            }
            // Polls that found nothing were not asked about.
            scan.requireSameLog();
            listener.end(isLast ? null : HistoryCursor.of(wanted, facts, next));
        }
    }

    private static final class Page implements KeyScan.Visitor {

        private final Wanted wanted;
        private final Listener listener;
        private final KeyScan scan;
        private int left;

        Page(Wanted wanted, Listener listener, KeyScan scan) {
            this.wanted = wanted;
            this.listener = listener;
            this.scan = scan;
            this.left = wanted.limit();
        }

        @Override
        public boolean visit(LogEntry entry) throws IOException {
            // Where writers set the times, later records may be older.
            if (wanted.since() == null || !entry.record().loggedAt().isBefore(wanted.since())) {
                listener.change(entry);
                left--;
            }
            // Telling takes time too, where the listener is slow.
            return left > 0 && !scan.isOver();
        }

        @Override
        public void pass() throws IOException {
            listener.reading();
        }
    }
}
