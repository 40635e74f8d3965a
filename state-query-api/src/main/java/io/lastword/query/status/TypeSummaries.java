package io.lastword.query.status;

import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.Ticker;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How all types stand, for probes and scrapes: however often they ask, the store is read once in a while. Nobody waits long
 * for a store that does not answer. Thread-safe.
 */
public final class TypeSummaries {

    private static final Duration KEPT_FOR = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Collection<EntityType> types;
    private final TypeStatus statuses;
    private final Ticker ticker;
    private final Executor readers;
    private @Nullable Look last;
    private Deadline keptUntil;
    private @Nullable CompletableFuture<Look> underWay;
    private Deadline awaitedUntil;

    /** @param readers run one reading at a time, which may take as long as the store's timeout */
    public TypeSummaries(Collection<EntityType> types, TypeStatus statuses, Ticker ticker, Executor readers) {
        this.types = types;
        this.statuses = statuses;
        this.ticker = ticker;
        this.readers = readers;
        this.keptUntil = Deadline.in(Duration.ZERO, ticker);
        this.awaitedUntil = keptUntil;
    }

    /**
     * What was found at one time.
     *
     * @param byType the types by name; empty if the store did not answer
     * @param failure why it did not, or null
     */
    public record Look(
            Map<String, TypeSummary> byType, @Nullable String failure) {}

    /** How the types stood at most a second ago. Never throws for what the store does. */
    public Look look() {
        CompletableFuture<Look> reading;
        Duration wait;
        boolean begin;
        synchronized (this) {
            if (last != null && !keptUntil.isOver()) {
                return last;
            }
            begin = underWay == null;
            if (underWay == null) {
                awaitedUntil = Deadline.in(PATIENCE, ticker);
                underWay = new CompletableFuture<>();
            }
            reading = underWay;
            wait = awaitedUntil.left();
        }
        if (begin) {
            readers.execute(() -> keep(reading));
        }
        try {
            return reading.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Look(Map.of(), "Redis did not answer within " + PATIENCE.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the types' status could not be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Look(Map.of(), "it was not waited for");
        }
    }

    private void keep(CompletableFuture<Look> reading) {
        CompletableFuture<Look> read = CompletableFuture.supplyAsync(this::read, Runnable::run);
        read.whenComplete((look, failure) -> {
            synchronized (this) {
                underWay = null;
                last = look;
                keptUntil = Deadline.in(KEPT_FOR, ticker);
            }
            if (failure == null) {
                reading.complete(look);
            } else {
                reading.completeExceptionally(failure);
            }
        });
    }

    /** How one type stands now. */
    public TypeSummary read(EntityType type) {
        try {
            return TypeSummary.of(statuses.partitions(type.name()));
        } catch (ProblemException nothingKnown) {
            return TypeSummary.unknown(type.partitions());
        }
    }

    private Look read() {
        Map<String, TypeSummary> byType = new LinkedHashMap<>();
        try {
            types.forEach(type -> byType.put(type.name(), read(type)));
            return new Look(byType, null);
        } catch (StoreUnavailableException e) {
            return new Look(Map.of(), String.valueOf(e.getMessage()));
        }
    }
}
