package io.lastword.query.watch;

import static java.util.Objects.requireNonNull;

import io.lastword.model.EntityType;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogFacts;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All watches of this instance, and what they share. Thread-safe. */
public final class Watches implements AutoCloseable {

    private static final int WRITERS = 2;
    private static final long TICK_MILLIS = 250;
    /** So long the log is read on for a type that nobody watches. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LogAccess access;
    private final Starts starts;
    private final WatchSettings settings;
    private final Clock clock;
    private final PendingBytes pending;
    private final AtomicInteger admitted = new AtomicInteger();
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final Map<String, Followed> followed = new HashMap<>();
    private final ExecutorService writers;
    private final ScheduledExecutorService ticker;
    private final CatchUp catchUp;
    private volatile boolean closed;

    /** A tail and how many use it. */
    private static final class Followed {

        private final Tail tail;
        private int users;
        private long unusedSince;

        Followed(Tail tail) {
            this.tail = tail;
        }
    }

    public Watches(LogAccess access, Starts starts, WatchSettings settings, Clock clock) {
        this.access = access;
        this.starts = starts;
        this.settings = settings;
        this.clock = clock;
        this.pending = new PendingBytes(settings.pendingBytes());
        this.writers = Executors.newFixedThreadPool(WRITERS, daemons("watch-writer"));
        this.ticker = Executors.newSingleThreadScheduledExecutor(daemons("watch-ticker"));
        this.catchUp = new CatchUp(access, settings.catchUps(), ticker, clock);
        ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A watch that was accepted. It must be begun or given up, once. */
    public final class Accepted {

        private final Interest interest;
        private final Tail tail;
        private final Start start;

        private Accepted(Interest interest, Tail tail, Start start) {
            this.interest = interest;
            this.tail = tail;
            this.start = start;
        }

        /** Begins to tell; the watch lasts until it is closed, or reset. */
        public Watcher begin(Outlet outlet) {
            Watcher watcher = new Watcher(
                    interest,
                    start,
                    tail,
                    new Mailbox(settings.maxPending(), pending),
                    new InitialEvents(pending),
                    outlet,
                    writers,
                    catchUp::submit,
                    this::end);
            watchers.add(watcher);
            if (closed) {
                watcher.close();
            } else if (start.scan() == null) {
                tail.join(watcher);
            }
            return watcher;
        }

        private void end(Watcher watcher) {
            watchers.remove(watcher);
            giveUp();
        }

        /** Frees what was held for it. */
        public void giveUp() {
            release(interest.type());
            admitted.decrementAndGet();
        }
    }

    /**
     * Accepts a watch, or says why not.
     *
     * @throws ProblemException if there is no room, or no sound beginning for it
     * @throws io.lastword.query.log.LogUnavailableException if the broker did not answer
     * @throws io.lastword.query.snapshot.StoreUnavailableException if the store did not answer
     */
    public Accepted accept(Interest interest, Beginning beginning) {
        if (admitted.incrementAndGet() > settings.maxWatchers() || closed) {
            admitted.decrementAndGet();
            throw new ProblemException(
                            ProblemType.TOO_MANY_WATCHERS,
                            "this instance has its " + settings.maxWatchers() + " watchers; retry later, ask another"
                                    + " instance, or raise lastword.query.watch.max-watchers")
                    .retryAfter(Duration.ofSeconds(5));
        }
        @Nullable Tail tail = null;
        try {
            tail = follow(interest.type());
            return new Accepted(interest, tail, starts.find(interest, beginning, tail));
        } catch (RuntimeException e) {
            if (tail != null) {
                release(interest.type());
            }
            admitted.decrementAndGet();
            throw e;
        }
    }

    /** How many watch now. */
    public int count() {
        return admitted.get();
    }

    /** Bytes of what waits for watchers. */
    public long pendingBytes() {
        return pending.taken();
    }

    /** Ends every watch; their clients come back elsewhere. */
    @Override
    public void close() {
        closed = true;
        watchers.forEach(Watcher::close);
        ticker.shutdownNow();
        catchUp.close();
        writers.shutdown();
        synchronized (followed) {
            followed.values().forEach(each -> each.tail.close());
        }
    }

    private Tail follow(EntityType type) {
        synchronized (followed) {
            Followed known = followed.get(type.name());
            if (known != null && known.tail.ended() == null) {
                known.users++;
                return known.tail;
            }
        }
        LogFacts facts = access.observe(type);
        synchronized (followed) {
            Followed known = followed.get(type.name());
            if (known == null || known.tail.ended() != null) {
                Followed next = new Followed(new Tail(type, access, clock, facts, settings.recentBytes()));
                // The watchers of an ended one are told so and leave in a moment.
                next.users = known == null ? 0 : known.users;
                followed.put(type.name(), next);
                next.tail.start();
                known = next;
            }
            known.users++;
            return known.tail;
        }
    }

    private void release(EntityType type) {
        synchronized (followed) {
            Followed known = requireNonNull(followed.get(type.name()));
            known.users--;
            known.unusedSince = System.nanoTime();
        }
    }

    private void tick() {
        for (Watcher watcher : watchers) {
            String ended = watcher.tail().ended();
            if (ended != null) {
                watcher.reset(ended);
            } else {
                watcher.beat(settings.heartbeat().toNanos());
            }
        }
        synchronized (followed) {
            followed.values().removeIf(each -> {
                boolean unused = each.users == 0 && System.nanoTime() - each.unusedSince > LINGER_NANOS;
                if (unused) {
                    each.tail.close();
                }
                return unused;
            });
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
