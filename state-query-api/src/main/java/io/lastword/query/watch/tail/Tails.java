package io.lastword.query.watch.tail;

import static java.util.Objects.requireNonNull;

import io.lastword.model.types.EntityType;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogFacts;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The tail of each type that is watched, one at a time. Thread-safe; nothing here blocks. */
public final class Tails implements AutoCloseable {

    /** So long the log is read on for a type that nobody watches. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LogAccess access;
    private final Clock clock;
    private final long recentBytes;
    private final Map<String, Followed> followed = new HashMap<>();
    private boolean closed;

    /** A tail and how many use it. */
    private static final class Followed {

        private final Tail tail;
        private int users;
        private long unusedSince;

        Followed(Tail tail) {
            this.tail = tail;
        }
    }

    public Tails(LogAccess access, Clock clock, long recentBytes) {
        this.access = access;
        this.clock = clock;
        this.recentBytes = recentBytes;
    }

    /** The tail of a type, in use up to {@link #release}; fails if the broker does not answer or has no such topic. */
    public CompletableFuture<Tail> follow(EntityType type) {
        synchronized (followed) {
            Followed known = followed.get(type.name());
            if (known != null && !known.tail.hasEnded()) {
                known.users++;
                return CompletableFuture.completedFuture(known.tail);
            }
        }
        return access.observeAsync(type).thenApply(facts -> use(type, facts));
    }

    public void release(EntityType type) {
        synchronized (followed) {
            Followed known = requireNonNull(followed.get(type.name()));
            known.users--;
            known.unusedSince = System.nanoTime();
        }
    }

    /** Ends those that nobody has used for a while. */
    public void closeUnused() {
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

    @Override
    public void close() {
        synchronized (followed) {
            closed = true;
            followed.values().forEach(each -> each.tail.close());
        }
    }

    private Tail use(EntityType type, LogFacts facts) {
        synchronized (followed) {
            if (closed) {
                throw new IllegalStateException("the service stops");
            }
            Followed known = followed.get(type.name());
            if (known == null || known.tail.hasEnded()) {
                Followed next = new Followed(new Tail(type, access, clock, facts, recentBytes));
                // The watchers of an ended one leave it in a moment.
                next.users = known == null ? 0 : known.users;
                followed.put(type.name(), next);
                next.tail.start();
                known = next;
            }
            known.users++;
            return known.tail;
        }
    }
}
