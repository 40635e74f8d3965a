package io.lastword.query.currency;

import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.Ticker;
import io.lastword.model.store.CatalogEntry;
import io.lastword.query.snapshot.SnapshotReader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the consumer says of the logs. However many ask, the store is looked at once a second per type, by one of them;
 * while it does not answer, what was known goes on. Thread-safe.
 */
final class Catalog {

    /**
     * Short, since a read need not show that an entry is out of date: a partition that a recreated topic has no more is
     * still stored as it was.
     */
    private static final Duration KEPT_FOR = Duration.ofSeconds(1);

    private final SnapshotReader reader;
    private final Ticker ticker;
    private final Map<String, Look> looks = new ConcurrentHashMap<>();

    Catalog(SnapshotReader reader, Ticker ticker) {
        this.reader = reader;
        this.ticker = ticker;
    }

    /**
     * A look at the store, done or under way.
     *
     * @param keptUntil when it is out of date
     * @param before what was known before it, or null
     */
    private record Look(
            Deadline keptUntil, @Nullable CatalogEntry before, CompletableFuture<@Nullable CatalogEntry> entry) {

        boolean isRecent() {
            return !keptUntil.isOver();
        }

        @Nullable
        CatalogEntry known() {
            return entry.isDone() && !entry.isCompletedExceptionally() ? entry.join() : before;
        }
    }

    /**
     * The type's entry as of a second ago or later, or null if no consumer has made one. While a look is under way, all but
     * the one who takes it get what was known before; so do all where the store does not answer.
     *
     * @throws StoreUnavailableException if the store did not answer, and nothing was known before
     */
    @Nullable
    CatalogEntry find(String type) {
        Look look = looks.get(type);
        if (look == null || !look.isRecent()) {
            CompletableFuture<@Nullable CatalogEntry> own = new CompletableFuture<>();
            look = looks.compute(type, (t, present) -> {
                return present != null && present.isRecent()
                        ? present
                        : new Look(Deadline.in(KEPT_FOR, ticker), present == null ? null : present.known(), own);
            });
            if (look.entry == own) {
                take(type, look);
            }
        }
        CatalogEntry known = look.known();
        if (known != null) {
            return known;
        }
        try {
            return look.entry.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailableException unavailable ? unavailable : e;
        }
    }

    /** Has the next look-up of this type ask the store. */
    void forget(String type) {
        looks.remove(type);
    }

    /** Takes a look. Those who share it learn of a failure, or that nothing is known; whoever comes later asks anew. */
    private void take(String type, Look look) {
        try {
            CatalogEntry read = reader.catalogEntry(type);
            if (read == null) {
                looks.remove(type, look);
            }
            look.entry.complete(read);
        } catch (StoreUnavailableException e) {
            if (look.before == null) {
                fail(type, look, e);
            } else {
                look.entry.complete(look.before);
            }
        } catch (RuntimeException | Error e) {
            fail(type, look, e);
        }
    }

    private void fail(String type, Look look, Throwable failure) {
        looks.remove(type, look);
        look.entry.completeExceptionally(failure);
    }
}
