package io.lastword.query.watch;

import io.lastword.model.token.Token;
import io.lastword.query.watch.beginning.Beginning;
import io.lastword.query.watch.beginning.Interest;
import io.lastword.query.watch.events.Next;
import io.lastword.query.watch.events.Outlet;
import io.lastword.query.watch.events.WatchEvent;
import io.lastword.query.watch.tail.ResetReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One watch from its acceptance to its end: it waits until it can begin, is told what its {@link Watcher} has for it, and
 * begins anew with another one where that cannot go on. It sends as much as its {@link Outlet} takes. Thread-safe; nothing
 * here blocks.
 */
public final class WatchSession {

    private final Interest interest;
    private final Outlet outlet;
    private final Executor writers;
    private final Host host;
    private final AtomicInteger wakes = new AtomicInteger();

    /** What is told before anything of the watcher; guarded by this, like all that follows up to the drain's own. */
    private final Deque<WatchEvent> notices = new ArrayDeque<>();

    private Beginning beginning;
    private @Nullable Watcher watcher;
    private WatchEvent.@Nullable Waiting waiting;
    private @Nullable Restart restart;
    private int attempts;
    private boolean leaving;
    private boolean closed;

    private volatile long lastSentNanos = System.nanoTime();

    /** Why and from where it begins anew; the position is the watcher's where it is null. */
    private record Restart(
            ResetReason reason, String detail, @Nullable Token from) {}

    /** What a session depends on. */
    interface Host {

        /** Has a beginning be found, told by {@link #begin} or by another of its methods. */
        void open(WatchSession session);

        /** Called when there is room for what a watcher missed. */
        void catchUp(Watcher watcher);

        /** Called once for each watcher that a session has begun with, when it is over. */
        void left(Watcher watcher);

        /** Called once. */
        void ended(WatchSession session);

        /** Called when a watch begins anew. */
        void wasReset(ResetReason reason);
    }

    /** @param comeBack when the client is to come back once the stream has ended */
    WatchSession(
            Interest interest, Beginning beginning, Outlet outlet, Executor writers, Host host, Duration comeBack) {
        this.interest = interest;
        this.beginning = beginning;
        this.outlet = outlet;
        this.writers = writers;
        this.host = host;
        notices.add(new WatchEvent.ComeBack(comeBack));
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
        Watcher last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = watcher;
            watcher = null;
            notices.clear();
        }
        if (last != null) {
            last.stop();
            host.left(last);
        }
        host.ended(this);
        wake();
    }

    /** Tells the client when to come back, if it listens, and ends the watch. */
    void leave(Duration comeBack) {
        synchronized (this) {
            leaving = true;
            restart = null;
            notices.clear();
            notices.add(new WatchEvent.ComeBack(comeBack));
        }
        wake();
    }

    Interest interest() {
        return interest;
    }

    synchronized Beginning beginning() {
        return beginning;
    }

    synchronized boolean isClosed() {
        return closed || leaving;
    }

    /** Whether it has not begun, or not again. */
    synchronized boolean isWaiting() {
        return watcher == null;
    }

    /** How often in a row no beginning was found for reasons of its own, this time included. */
    synchronized int failedAgain() {
        return ++attempts;
    }

    /** Begins with a watcher; false if it is over. */
    synchronized boolean begin(Watcher next) {
        if (isClosed()) {
            return false;
        }
        watcher = next;
        attempts = 0;
        forgetWaiting();
        return true;
    }

    /** Tells why it cannot begin yet, unless that was said already. */
    void waits(String reason, String detail) {
        synchronized (this) {
            if (isClosed() || (waiting != null && waiting.reason().equals(reason))) {
                return;
            }
            forgetWaiting();
            waiting = new WatchEvent.Waiting(reason, detail);
            notices.add(waiting);
        }
        wake();
    }

    /** Begins anew, because what a watcher of it has is not to be gone on with; of no effect if it is not the last one. */
    void reset(Watcher of, ResetReason reason, String detail) {
        synchronized (this) {
            if (isClosed() || of != watcher || restart != null) {
                return;
            }
            restart = new Restart(reason, detail, null);
        }
        of.stop();
        wake();
    }

    /** Begins anew, because there is no going on from the token that it was to begin with. */
    void reset(Token from, ResetReason reason, String detail) {
        synchronized (this) {
            if (isClosed() || watcher != null || restart != null) {
                return;
            }
            restart = new Restart(reason, detail, from);
        }
        wake();
    }

    /** Has a heartbeat sent if nothing was sent for so long. */
    void beat(long silenceNanos) {
        Watcher of = current();
        if (of != null) {
            of.tail().tellEnd(of);
        }
        if (System.nanoTime() - lastSentNanos < silenceNanos) {
            return;
        }
        synchronized (this) {
            if (watcher != null) {
                watcher.heartbeat();
            } else if (waiting != null && notices.isEmpty()) {
                notices.add(waiting);
            } else if (waiting == null) {
                waiting = new WatchEvent.Waiting("beginning", "a beginning is being looked for");
                notices.add(waiting);
            }
        }
        wake();
    }

    long unreadNanos() {
        return outlet.unreadNanos();
    }

    private void forgetWaiting() {
        waiting = null;
        notices.removeIf(WatchEvent.Waiting.class::isInstance);
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
        boolean more = true;
        boolean ready = isReady();
        while (more && ready) {
            more = false;
            while (outlet.hasRoom() && addNext()) {
                more = true;
            }
            outlet.flush();
            ready = isReady();
        }
        if (isLeaving()) {
            close();
        }
        Watcher behind = current();
        if (isClosed()) {
            outlet.end();
        } else if (behind != null && behind.needsCatchUp()) {
            host.catchUp(behind);
        }
    }

    private boolean isReady() throws IOException {
        boolean ready = outlet.isReady();
        Watcher of = current();
        if (ready && of != null) {
            of.sent();
        }
        return ready;
    }

    private synchronized @Nullable Watcher current() {
        return watcher;
    }

    private synchronized boolean isLeaving() {
        return leaving && !closed;
    }

    /** Returns false if there is nothing to be told now. */
    private boolean addNext() {
        WatchEvent notice;
        Restart due;
        Watcher of;
        boolean last;
        synchronized (this) {
            if (closed) {
                return false;
            }
            notice = notices.poll();
            due = restart;
            of = watcher;
            last = leaving;
        }
        if (notice != null) {
            add(new Next(notice, null));
            return true;
        }
        if (due != null) {
            beginAnew(due);
            return true;
        }
        Next next = of == null || last ? null : of.next();
        if (next != null) {
            add(next);
        }
        return next != null;
    }

    private void beginAnew(Restart due) {
        Watcher last;
        boolean snapshot;
        synchronized (this) {
            last = watcher;
            watcher = null;
            restart = null;
            attempts = 0;
            forgetWaiting();
            snapshot = interest.id() != null || beginning.snapshot();
            beginning = beginning.anew();
        }
        Token from = due.from() == null && last != null ? last.token() : due.from();
        if (last != null) {
            host.left(last);
        }
        if (from != null) {
            add(new Next(new WatchEvent.Reset(due.reason(), due.detail(), from, snapshot), null));
        }
        host.wasReset(due.reason());
        host.open(this);
    }

    private void add(Next next) {
        lastSentNanos = System.nanoTime();
        outlet.add(next.event(), next.token());
    }
}
