package io.lastword.query.history;

import io.lastword.model.entity.EntityId;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.record.Partitioner;
import io.lastword.model.types.EntityType;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogChangedException;
import io.lastword.query.log.LogEntry;
import io.lastword.query.log.LogFacts;
import io.lastword.query.log.LogReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Reads what one partition's log holds of one entity, forwards or backwards. For one thread. */
final class KeyScan implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIRST_STRETCH = 5_000;
    private static final long LONGEST_STRETCH = 500_000;

    private final LogAccess access;
    private final EntityType type;
    private final byte[] key;
    private final int partition;
    private final LogFacts facts;
    private final ScanLimits limits;
    private final Runnable onClose;
    private final LogReader reader;
    private final long deadlineNanos;

    KeyScan(LogAccess access, EntityType type, EntityId id, LogFacts facts, ScanLimits limits, Runnable onClose) {
        this.access = access;
        this.type = type;
        this.key = id.toKey();
        this.partition = Partitioner.partition(key, facts.partitions());
        this.facts = facts;
        this.limits = limits;
        this.onClose = onClose;
        this.reader = access.open(type, facts.partitions());
        this.deadlineNanos = System.nanoTime() + limits.maxTime().toNanos();
    }

    /** Is told what is found. */
    interface Visitor {

        /** Returns false if that is enough. */
        boolean visit(LogEntry entry) throws IOException;

        /** The reading has moved on, over whatever entities; throws if nobody waits for the answer any more. */
        default void pass() throws IOException {}
    }

    int partition() {
        return partition;
    }

    /** The first offset of the log. */
    long start() {
        return facts.ends().get(partition).start();
    }

    /** The end of what can be read. */
    long end() {
        return facts.ends().get(partition).stableEnd();
    }

    /**
     * Visits the changes between two offsets, the oldest first, until the time is over; it moves on in any case.
     *
     * @return where to go on; {@code to} if everything was visited
     * @throws io.lastword.query.log.LogUnavailableException if the broker did not answer
     */
    long forwards(long from, long to, Visitor visitor) throws IOException {
        return forwards(from, to, visitor, false);
    }

    private long forwards(long from, long to, Visitor visitor, boolean toTheEnd) throws IOException {
        long at = from;
        reader.seek(Map.of(partition, at));
        while (at < to && (toTheEnd || at == from || !isOver())) {
            List<LogEntry> entries = poll(visitor, at);
            for (LogEntry entry : entries) {
                if (entry.offset() >= to) {
                    return to;
                }
                if (!visitor.visit(entry)) {
                    return Math.min(to, entry.offset() + 1);
                }
            }
            at = reader.position(partition);
        }
        return Math.min(at, to);
    }

    /**
     * Visits the changes between two offsets, the newest first, until the time is over; it moves on in any case.
     *
     * @return where to go on, downwards; {@code down} if everything was visited
     * @throws io.lastword.query.log.LogUnavailableException if the broker did not answer
     */
    long backwards(long down, long up, Visitor visitor) throws IOException {
        return backwards(down, up, limits.maxBytes(), visitor);
    }

    /** Visits the last change between two offsets, if there is one, and holds no other; else like {@link #backwards}. */
    long last(long down, long up, Visitor visitor) throws IOException {
        return backwards(down, up, 0, visitor);
    }

    /** @param maxBytes most bytes of changes that are held, or one change */
    private long backwards(long down, long up, long maxBytes, Visitor visitor) throws IOException {
        long to = up;
        long stretch = FIRST_STRETCH;
        while (to > down && (to == up || !isOver())) {
            Newest newest = new Newest(maxBytes);
            long from = Math.max(down, to - stretch);
            Visitor ofStretch = new Visitor() {
                @Override
                public boolean visit(LogEntry entry) {
                    newest.add(entry);
                    return true;
                }

                @Override
                public void pass() throws IOException {
                    visitor.pass();
                }
            };
            long reached = forwards(from, to, ofStretch, to == up);
            if (reached < to) {
                return to;
            }
            for (Iterator<LogEntry> entries = newest.kept.descendingIterator(); entries.hasNext(); ) {
                LogEntry entry = entries.next();
                if (!visitor.visit(entry)) {
                    return entry.offset();
                }
            }
            long reachedDown = newest.isComplete ? from : newest.kept.getFirst().offset();
            // What does not fit is read again, so little more is read than what has just fitted.
            stretch = Math.min(LONGEST_STRETCH, 2 * (newest.isComplete ? stretch : to - reachedDown));
            to = reachedDown;
        }
        return to;
    }

    /** Whether the time of the scan is over. */
    boolean isOver() {
        return System.nanoTime() > deadlineNanos;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } finally {
            onClose.run();
        }
    }

    private List<LogEntry> poll(Visitor visitor, long at) throws IOException {
        long stuckAt = System.nanoTime() + limits.patience().toNanos();
        try {
            while (true) {
                List<LogEntry> entries = reader.poll(POLL, candidate -> Arrays.equals(candidate, key));
                if (!entries.isEmpty()) {
                    requireSameLog();
                }
                if (!entries.isEmpty() || reader.position(partition) > at) {
                    visitor.pass();
                    return entries;
                }
                if (System.nanoTime() > stuckAt) {
                    throw reader.stuck(partition, at);
                }
            }
        } catch (LogChangedException e) {
            throw changed(type, String.valueOf(e.getMessage()));
        }
    }

    /** Asked after a poll, this says whether what it returned is of the log that the scan began in. */
    void requireSameLog() {
        if (!access.incarnation(type).equals(facts.incarnation())) {
            throw changed(type, "the topic was recreated");
        }
    }

    static ProblemException changed(EntityType type, String how) {
        return new ProblemException(
                        ProblemType.NOT_READY,
                        "the log of '" + type.name() + "' changed while it was read: " + how + "; retry")
                .with("reason", "changed-meanwhile")
                .retryAfter(Duration.ofSeconds(1));
    }

    /** The newest changes of a stretch, as many as may be held. */
    private static final class Newest {

        private final long maxBytes;
        private final Deque<LogEntry> kept = new ArrayDeque<>();
        private long bytes;
        private boolean isComplete = true;

        Newest(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        void add(LogEntry entry) {
            kept.addLast(entry);
            bytes += entry.bytes();
            while (bytes > maxBytes && kept.size() > 1) {
                bytes -= kept.removeFirst().bytes();
                isComplete = false;
            }
        }
    }
}
