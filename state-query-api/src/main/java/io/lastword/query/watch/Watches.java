package io.lastword.query.watch;

import static java.util.Objects.requireNonNull;

import io.lastword.model.limit.FairShares;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.query.log.LogAccess;
import io.lastword.query.watch.beginning.Beginning;
import io.lastword.query.watch.beginning.Interest;
import io.lastword.query.watch.beginning.Start;
import io.lastword.query.watch.beginning.Starts;
import io.lastword.query.watch.events.Outlet;
import io.lastword.query.watch.events.PendingBytes;
import io.lastword.query.watch.tail.ResetReason;
import io.lastword.query.watch.tail.Tail;
import io.lastword.query.watch.tail.Tails;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** All watches of this instance, and what they share. Thread-safe. */
public final class Watches implements AutoCloseable {

    private static final int WRITERS = 2;
    private static final long TICK_MILLIS = 250;

    private final WatchSettings settings;
    private final FairShares places;
    private final PendingBytes pending;
    private final Map<WatchSession, FairShares.Share> sessions = new ConcurrentHashMap<>();
    private final Map<ResetReason, LongAdder> resets = new EnumMap<>(ResetReason.class);
    private final LongAdder unread = new LongAdder();
    private final ExecutorService writers;
    private final ScheduledExecutorService ticker;
    private final Tails tails;
    private final CatchUp catchUp;
    private final Openings openings;
    private final WatchSession.Host host = new Host();
    private volatile boolean closed;

    public Watches(LogAccess access, Starts starts, WatchSettings settings, Clock clock) {
        this.settings = settings;
        this.places = new FairShares("places of watchers", settings.maxWatchers(), ProblemType.TOO_MANY_WATCHERS);
        this.pending = new PendingBytes(settings.pendingBytes());
        for (ResetReason reason : ResetReason.values()) {
            resets.put(reason, new LongAdder());
        }
        this.writers = Executors.newFixedThreadPool(WRITERS, daemons("watch-writer"));
        this.ticker = Executors.newSingleThreadScheduledExecutor(daemons("watch-ticker"));
        this.tails = new Tails(access, clock, settings.recentBytes());
        this.catchUp = new CatchUp(access, settings.catchUps(), ticker, clock);
        this.openings = new Openings(tails, starts, this::begin, ticker);
        ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What sessions depend on. */
    private final class Host implements WatchSession.Host {

        @Override
        public void open(WatchSession session) {
            openings.submit(session);
        }

        @Override
        public void catchUp(Watcher watcher) {
            catchUp.submit(watcher);
        }

        @Override
        public void left(Watcher watcher) {
            tails.release(watcher.interest().type());
        }

        @Override
        public void ended(WatchSession session) {
            FairShares.Share place = sessions.remove(session);
            if (place != null) {
                place.close();
            }
        }

        @Override
        public void wasReset(ResetReason reason) {
            requireNonNull(resets.get(reason)).increment();
        }
    }

    /**
     * A place for a watch, to be begun or given back.
     *
     * @param client who watches; one has only its share of the places
     * @throws ProblemException if there is none
     */
    public FairShares.Share place(String client) {
        return places.take(client, 1);
    }

    /** Begins a watch, which lasts until it is closed; its place is given back then. */
    public WatchSession open(FairShares.Share place, Interest interest, Beginning beginning, Outlet outlet) {
        WatchSession session = new WatchSession(
                interest, beginning, outlet, writers, host, settings.comeBack().next());
        sessions.put(session, place);
        if (closed) {
            session.leave(settings.comeBack().next());
        } else {
            openings.submit(session);
        }
        return session;
    }

    /** How many watch now. */
    public long count() {
        return places.taken();
    }

    /** How many of them wait for what they are told first. */
    public long waiting() {
        return sessions.keySet().stream().filter(WatchSession::isWaiting).count();
    }

    /** Bytes of what waits for watchers. */
    public long pendingBytes() {
        return pending.taken();
    }

    /** How many watches began anew for this reason. */
    public long resets(ResetReason reason) {
        return requireNonNull(resets.get(reason)).sum();
    }

    /** How many watches were ended because their clients did not read. */
    public long unread() {
        return unread.sum();
    }

    /** Ends every watch; their clients come back elsewhere. */
    @Override
    public void close() {
        closed = true;
        sessions.keySet().forEach(session -> session.leave(settings.comeBack().next()));
        openings.close();
        ticker.shutdownNow();
        catchUp.close();
        writers.shutdown();
        tails.close();
    }

    private void begin(WatchSession session, Start start, Tail tail) {
        Watcher watcher = new Watcher(session, start, tail, settings.maxPending(), pending);
        if (!session.begin(watcher)) {
            watcher.stop();
            tails.release(session.interest().type());
            return;
        }
        if (start.scan() == null) {
            tail.join(watcher);
        }
        session.wake();
    }

    private void tick() {
        for (WatchSession session : sessions.keySet()) {
            if (session.unreadNanos() > settings.unreadTimeout().toNanos()) {
                unread.increment();
                session.close();
            } else {
                session.beat(settings.heartbeat().toNanos());
            }
        }
        tails.closeUnused();
    }

    static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
