package io.lastword.producer.write;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.producer.log.ChangeLog;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Begins writes of streams of changes, a limited number at once. Thread-safe. */
public final class BulkWriter {

    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final EntityTypes types;
    private final WriteRules rules;
    private final ChangeLog log;
    private final InFlightBudget budget;
    private final int maxConcurrent;
    private final Semaphore slots;
    private final Duration backstop;

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
        this.maxConcurrent = maxConcurrent;
        this.slots = new Semaphore(maxConcurrent);
        this.backstop = backstop;
    }

    /**
     * Takes on a bulk write, which must be closed.
     *
     * @throws ProblemException if there is no such type, or it cannot be written now, or too many run; nothing was
     *     written
     */
    public BulkLoad begin(String typeName) {
        EntityType type = KnownTypes.require(types, typeName);
        BulkProgress progress = new BulkProgress(type, log.requireWritable(type));
        if (!slots.tryAcquire()) {
            throw new ProblemException(
                            ProblemType.TOO_MANY_BULK_WRITES,
                            "as many bulk writes are running as may at once (" + maxConcurrent
                                    + ", lastword.producer.bulk.max-concurrent); nothing was written, send it again later")
                    .retryAfter(RETRY_AFTER);
        }
        return new BulkLoad(type, rules.of(type), log, budget, progress, backstop, slots::release);
    }

    /** How many bulk writes are running. */
    public int running() {
        return maxConcurrent - slots.availablePermits();
    }
}
