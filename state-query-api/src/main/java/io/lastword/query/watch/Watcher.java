package io.lastword.query.watch;

import io.lastword.model.entity.EntityId;
import io.lastword.model.token.Token;
import io.lastword.query.watch.beginning.Interest;
import io.lastword.query.watch.beginning.Start;
import io.lastword.query.watch.beginning.TypeScan;
import io.lastword.query.watch.events.InitialEvents;
import io.lastword.query.watch.events.Kinds;
import io.lastword.query.watch.events.Mailbox;
import io.lastword.query.watch.events.Next;
import io.lastword.query.watch.events.PendingBytes;
import io.lastword.query.watch.events.WatchEvent;
import io.lastword.query.watch.tail.Change;
import io.lastword.query.watch.tail.Follower;
import io.lastword.query.watch.tail.ResetReason;
import io.lastword.query.watch.tail.Span;
import io.lastword.query.watch.tail.Tail;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be told to a session from one beginning on, and where it stands. It is fed by the {@link Tail} while it
 * keeps up, else by {@link CatchUp}. Thread-safe; nothing here blocks.
 */
final class Watcher implements Follower {

    private final WatchSession session;
    private final Interest interest;
    private final Span span;
    private final Tail tail;
    private final PendingBytes budget;
    private final Kinds kinds;

    /** Everything before these offsets was offered; guarded by this, like all that follows up to the drain's own. */
    private final long[] fed;

    private final Mailbox mailbox;
    private final InitialEvents initial;
    private @Nullable TypeScan scan;
    private boolean live;
    private boolean catchingUp;
    private boolean heartbeatDue;
    private boolean closed;
    private long unsent;

    /** Everything before these offsets was told, or will be by a later change; for the draining thread. */
    private final long[] covered;

    private final long[] roundEnd;
    private volatile @Nullable Instant caughtUpAt;

    /**
     * A watcher that is fed and told nothing yet.
     *
     * @param start the positions where its watch begins, and when the log held nothing beyond them
     * @param maxPending most entities with a change that wait for it
     * @param budget of the bytes of what waits
     */
    Watcher(WatchSession session, Start start, Tail tail, int maxPending, PendingBytes budget) {
        this.session = session;
        this.interest = session.interest();
        this.span = start.span();
        this.fed = start.offsets().clone();
        this.covered = start.offsets().clone();
        this.roundEnd = start.offsets().clone();
        this.caughtUpAt = start.caughtUpAt();
        this.scan = start.scan();
        this.tail = tail;
        this.budget = budget;
        this.mailbox = new Mailbox(maxPending, budget);
        this.initial = new InitialEvents(budget);
        this.kinds = new Kinds(interest.filter());
        if (start.isSnapshot()) {
            initial.add(new WatchEvent.SnapshotBegin(), false);
            start.events().forEach(event -> initial.add(event, false));
        }
        if (start.isSnapshot() && start.scan() == null) {
            initial.add(new WatchEvent.SnapshotEnd(start.caughtUpAt()), true);
        }
        this.heartbeatDue = !start.isSnapshot();
    }

    Interest interest() {
        return interest;
    }

    Tail tail() {
        return tail;
    }

    @Override
    public @Nullable EntityId id() {
        return interest.id();
    }

    @Override
    public Span span() {
        return span;
    }

    @Nullable
    Instant caughtUpAt() {
        return caughtUpAt;
    }

    /** Frees what it holds, and is fed no more. */
    void stop() {
        synchronized (this) {
            closed = true;
            live = false;
            mailbox.clear();
            initial.clear();
            budget.giveBack(unsent);
            unsent = 0;
        }
        tail.leave(this);
    }

    @Override
    public synchronized boolean offer(Change change) {
        int partition = change.partition();
        if (closed || change.offset() < fed[partition]) {
            return true;
        }
        boolean wanted = interest.id() == null || interest.id().equals(change.id());
        if (wanted && !mailbox.offer(change)) {
            live = false;
            return false;
        }
        fed[partition] = change.offset() + 1;
        return true;
    }

    /** Takes note that a partition holds nothing more of interest before an offset. */
    synchronized void passOver(int partition, long offset) {
        fed[partition] = Math.max(fed[partition], offset);
    }

    @Override
    public synchronized long fedTo(int partition) {
        return fed[partition];
    }

    @Override
    public synchronized boolean goLive() {
        live = !closed;
        return live;
    }

    /** The scan that it still waits for, or null. */
    synchronized @Nullable TypeScan scan() {
        return scan;
    }

    /** Takes in what a scan found, or returns false if there is no room; at its end, null follows for the scan. */
    synchronized boolean offerFound(List<WatchEvent> found, @Nullable TypeScan rest) {
        if (closed) {
            return true;
        }
        if (!initial.offer(found, false)) {
            return false;
        }
        scan = rest;
        if (rest == null) {
            initial.add(new WatchEvent.SnapshotEnd(caughtUpAt), true);
        }
        return true;
    }

    /** Whether nothing waits for it, so that where it has no room, others have taken it. */
    synchronized boolean isEmpty() {
        return mailbox.isEmpty() && initial.isEmpty();
    }

    /** Says that a turn of catching up is over. */
    void endTurn() {
        synchronized (this) {
            catchingUp = false;
        }
        session.wake();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void wake() {
        session.wake();
    }

    @Override
    public void reset(ResetReason reason, String detail) {
        session.reset(this, reason, detail);
    }

    /** Has it be told its position, if there is nothing else. */
    synchronized void heartbeat() {
        heartbeatDue = true;
    }

    /** Whether it needs a turn of catching up, which it has now, up to {@link #endTurn}. */
    synchronized boolean needsCatchUp() {
        boolean needed = !closed && !live && !catchingUp && mailbox.isEmpty() && initial.isEmpty();
        catchingUp |= needed;
        return needed;
    }

    /** All that was given out has been sent. */
    synchronized void sent() {
        budget.giveBack(unsent);
        unsent = 0;
    }

    /** What is to be told now, or null; its bytes count as waiting until it is {@link #sent}. For the draining thread. */
    @Nullable
    Next next() {
        while (true) {
            Change change;
            synchronized (this) {
                if (closed) {
                    return null;
                }
                InitialEvents.Initial first = initial.poll();
                if (first != null) {
                    giveOut(first.event().bytes());
                    return new Next(first.event(), first.positioned() ? token() : null);
                }
                if (mailbox.isRoundEmpty()) {
                    turnRound();
                }
                change = mailbox.poll();
                if (change == null) {
                    return nextHeartbeat();
                }
                giveOut(change.bytes());
            }
            covered[change.partition()] = change.offset() + 1;
            WatchEvent.Kind kind = kinds.of(change.record());
            if (kind != null) {
                return new Next(new WatchEvent.Told(kind, change), token());
            }
        }
    }

    private void giveOut(int bytes) {
        budget.keep(bytes);
        unsent += bytes;
    }

    private @Nullable Next nextHeartbeat() {
        if (!heartbeatDue) {
            return null;
        }
        heartbeatDue = false;
        return new Next(new WatchEvent.Heartbeat(date()), scan == null ? token() : null);
    }

    /** What was offered by now is told in the round that begins; once it is over, all of it is covered. */
    private void turnRound() {
        long[] tailed = tail.positions();
        span.forEach(partition -> {
            covered[partition] = Math.max(covered[partition], roundEnd[partition]);
            if (live) {
                fed[partition] = Math.max(fed[partition], tailed[partition]);
            }
            roundEnd[partition] = fed[partition];
        });
        mailbox.beginRound();
        if (mailbox.isRoundEmpty()) {
            span.forEach(partition -> covered[partition] = Math.max(covered[partition], roundEnd[partition]));
        }
    }

    private @Nullable Instant date() {
        Instant date = tail.ends().date(span, covered, caughtUpAt);
        caughtUpAt = date;
        return date;
    }

    /** Everything before this was told, or will be by a later change. For the draining thread. */
    Token token() {
        TreeMap<Integer, Long> positions = new TreeMap<>();
        span.forEach(partition -> positions.put(partition, covered[partition]));
        return new Token(interest.type().name(), tail.incarnation().shortForm(), date(), positions);
    }

    @Override
    public String toString() {
        EntityId id = interest.id();
        return "watcher of " + interest.type().name() + (id == null ? "" : "/" + id);
    }
}
