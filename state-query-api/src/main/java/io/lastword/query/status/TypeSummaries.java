package io.lastword.query.status;

import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.Ticker;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.types.EntityType;
import io.lastword.query.snapshot.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How all types stand, for probes and scrapes: however often they ask, the store is read once in a while, by one of them.
 * Thread-safe.
 */
public final class TypeSummaries {

    private static final Duration KEPT_FOR = Duration.ofSeconds(1);

    private final Collection<EntityType> types;
    private final TypeStatus statuses;
    private final Ticker ticker;
    private @Nullable Look last;
    private Deadline keptUntil;

    public TypeSummaries(Collection<EntityType> types, TypeStatus statuses, Ticker ticker) {
        this.types = types;
        this.statuses = statuses;
        this.ticker = ticker;
        this.keptUntil = Deadline.in(Duration.ZERO, ticker);
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
    public synchronized Look look() {
        if (last == null || keptUntil.isOver()) {
            keptUntil = Deadline.in(KEPT_FOR, ticker);
            last = read();
        }
        return last;
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
