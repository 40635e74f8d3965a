package io.lastword.query.watch;

import io.lastword.model.EntityId;
import io.lastword.model.Token;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watcher: what is still to be told to it, and where it stands. It is fed by the {@link Tail} while it keeps up, else
 * by {@link CatchUp}, and sends as much as its {@link Outlet} takes. Thread-safe; nothing here blocks.
 */
public final class Watcher {

    private final Interest interest;
    private final Span span;
    private final Tail tail;
    private final Outlet outlet;
    private final Executor writers;
    private final Consumer<Watcher> catchUp;
    private final Consumer<Watcher> onClose;
    private final Kinds kinds;
    private final AtomicInteger wakes = new AtomicInteger();

    /** Everything before these offsets was offered; guarded by this, like all that follows up to the drain's own. */
    private final long[] fed;

    private final Mailbox mailbox;
    private final InitialEvents initial;
    private @Nullable TypeScan scan;
    private boolean live;
    private boolean catchingUp;
    private boolean heartbeatDue;
    private boolean closed;
    private WatchEvent.@Nullable Reset reset;
    private boolean resetAdded;

    /** Everything before these offsets was told, or will be by a later change; for the draining thread. */
    private final long[] covered;

    private final long[] roundEnd;
    private volatile @Nullable Instant caughtUpAt;
    private volatile long lastSentNanos = System.nanoTime();

    /**
     * A watcher that is fed and told nothing yet.
     *
     * @param start the positions where its watch begins, and when the log held nothing beyond them
     * @param catchUp called when there is room for what it missed
     * @param onClose called once
     */
    Watcher(
            Interest interest,
            Start start,
            Tail tail,
            Mailbox mailbox,
            InitialEvents initial,
            Outlet outlet,
            Executor writers,
            Consumer<Watcher> catchUp,
            Consumer<Watcher> onClose) {
        this.interest = interest;
        this.span = start.span();
        this.fed = start.offsets().clone();
        this.covered = start.offsets().clone();
        this.roundEnd = start.offsets().clone();
        this.caughtUpAt = start.caughtUpAt();
        this.scan = start.scan();
        this.initial = initial;
        initial.offer(start.events(), true);
        this.heartbeatDue = start.events().isEmpty() && start.scan() == null;
        this.tail = tail;
        this.mailbox = mailbox;
        this.outlet = outlet;
        this.writers = writers;
        this.catchUp = catchUp;
        this.onClose = onClose;
        this.kinds = new Kinds(interest.filter());
    }

    /** Has everything sent that can be sent now. */
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            try {
                writers.execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The service stops, and with it every stream.
                outlet.end();
            }
        }
    }

    /** Ends the watch and frees what it holds; its stream ends in a moment. */
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            live = false;
            mailbox.clear();
            initial.clear();
        }
        tail.leave(this);
        onClose.accept(this);
        wake();
    }

    Interest interest() {
        return interest;
    }

    Tail tail() {
        return tail;
    }

    Span span() {
        return span;
    }

    @Nullable
    Instant caughtUpAt() {
        return caughtUpAt;
    }

    /** Takes a change in that follows what was offered before; false if there is no room, so that it is behind now. */
    synchronized boolean offer(Change change) {
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

    synchronized long fedTo(int partition) {
        return fed[partition];
    }

    /** From now on the tail feeds it, which has offered everything up to its positions; false if it is closed. */
    synchronized boolean goLive() {
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
            initial.offer(List.of(new WatchEvent.SnapshotEnd()), true);
        }
        return true;
    }

    /** Says that a turn of catching up is over. */
    void endTurn() {
        synchronized (this) {
            catchingUp = false;
        }
        wake();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Tells the watcher to begin anew, before anything else, and ends the watch. */
    void reset(String reason) {
        synchronized (this) {
            if (closed || reset != null) {
                return;
            }
            reset = new WatchEvent.Reset(reason);
            mailbox.clear();
            initial.clear();
        }
        wake();
    }

    /** Has a heartbeat sent if nothing was sent for so long. */
    void beat(long silenceNanos) {
        if (System.nanoTime() - lastSentNanos >= silenceNanos) {
            synchronized (this) {
                heartbeatDue = true;
            }
            wake();
        }
    }

    private void drain() {
        int seen = wakes.get();
        do {
            try {
                sendAll();
            } catch (IOException | RuntimeException gone) {
                // The watcher went away; its client decides whether to come back.
                close();
                outlet.end();
            }
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }

    private void sendAll() throws IOException {
        boolean more = !isClosed();
        while (more && outlet.isReady()) {
            more = false;
            while (outlet.hasRoom() && addNext()) {
                more = true;
            }
            outlet.flush();
        }
        if (!more && wasReset()) {
            close();
        }
        if (isClosed()) {
            outlet.end();
        } else if (needsCatchUp()) {
            catchUp.accept(this);
        }
    }

    /** Returns false if there is nothing to be told now. */
    private boolean addNext() {
        Change change;
        synchronized (this) {
            if (closed) {
                return false;
            }
            if (reset != null) {
                return addReset();
            }
            InitialEvents.Initial first = initial.poll();
            if (first != null) {
                add(first.event(), first.positioned());
                return true;
            }
            if (mailbox.isRoundEmpty()) {
                turnRound();
            }
            change = mailbox.poll();
            if (change == null) {
                return addHeartbeat();
            }
        }
        covered[change.partition()] = change.offset() + 1;
        WatchEvent.Kind kind = kinds.of(change.record());
        if (kind != null) {
            add(new WatchEvent.Told(kind, change), true);
        }
        return true;
    }

    private boolean addReset() {
        boolean first = !resetAdded;
        resetAdded = true;
        if (first && reset != null) {
            outlet.add(reset, null);
        }
        return first;
    }

    private synchronized boolean wasReset() {
        return resetAdded;
    }

    private boolean addHeartbeat() {
        boolean due = heartbeatDue;
        heartbeatDue = false;
        if (due) {
            Instant now = date();
            add(new WatchEvent.Heartbeat(now), scan == null);
        }
        return due;
    }

    private void add(WatchEvent event, boolean positioned) {
        lastSentNanos = System.nanoTime();
        outlet.add(event, positioned ? token() : null);
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

    private synchronized boolean needsCatchUp() {
        boolean needed = !closed && !live && !catchingUp && reset == null && mailbox.isEmpty() && initial.isEmpty();
        catchingUp |= needed;
        return needed;
    }

    private @Nullable Instant date() {
        Instant date = tail.ends().date(span, covered, caughtUpAt);
        caughtUpAt = date;
        return date;
    }

    private Token token() {
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
