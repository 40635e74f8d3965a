package io.lastword.producer.bulk;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.limit.FairShares;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.producer.append.ChangeLog;
import io.lastword.producer.write.InFlightBudget;
import io.lastword.producer.write.WriteRules;
import java.time.Duration;

/** Begins writes of streams of changes, a limited number at once. Thread-safe. */
public final class BulkWriter {

    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** So long a client that was refused is taken to want a place. */
    private static final Duration WANTED_FOR = Duration.ofSeconds(30);

    private final EntityTypes types;
    private final WriteRules rules;
    private final ChangeLog log;
    private final InFlightBudget budget;
    private final FairShares places;
    private final Duration backstop;
    private volatile long wantedUntil = System.nanoTime();

    /**
     * @param maxConcurrent bulk writes at once
     * @param backstop how long the end waits at most for what is in flight; far above what the log client needs
     */
    public BulkWriter(
            EntityTypes types,
            WriteRules rules,
            ChangeLog log,
            InFlightBudget budget,
            int maxConcurrent,
            Duration backstop) {
        this.types = types;
        this.rules = rules;
        this.log = log;
        this.budget = budget;
        this.places = new FairShares(
                "bulk writes that may run at once (lastword.producer.bulk.max-concurrent)",
                maxConcurrent,
                ProblemType.TOO_MANY_BULK_WRITES);
        this.backstop = backstop;
    }

    /**
     * Takes on a bulk write, which must be closed.
     *
     * @param client whose share of the places it takes
     * @throws ProblemException if there is no such type, or it cannot be written now, or too many run; nothing was
     *     written
     */
    public BulkLoad begin(String typeName, String client) {
        EntityType type = KnownTypes.require(types, typeName);
        BulkProgress progress = new BulkProgress(type, log.requireWritable(type));
        FairShares.Share place;
        try {
            place = places.take(client, 1);
        } catch (ProblemException e) {
            wantedUntil = System.nanoTime() + WANTED_FOR.toNanos();
            throw e;
        }
        return new BulkLoad(rules.of(type), log, budget, progress, backstop, place::close);
    }

    /** Whether somebody has been refused a place lately, and may come again. */
    public boolean isContended() {
        return wantedUntil - System.nanoTime() > 0;
    }

    /** How many bulk writes are running. */
    public int running() {
        return (int) places.taken();
    }
}
