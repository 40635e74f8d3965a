package io.lastword.query.history;

import io.lastword.model.EntityId;
import io.lastword.model.EntityType;
import io.lastword.model.Partitioner;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogFacts;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Lets a bounded number of requests read the log at once. Thread-safe. */
public final class Scans {

    private final LogAccess access;
    private final ScanLimits limits;
    private final Semaphore free;

    public Scans(LogAccess access, ScanLimits limits) {
        this.access = access;
        this.limits = limits;
        this.free = new Semaphore(limits.maxScans());
    }

    LogAccess access() {
        return access;
    }

    /**
     * Begins to read what a log holds of an entity; the caller closes it.
     *
     * @param facts of the log, as it was a moment ago
     * @throws ProblemException if as many are under way as may be
     */
    KeyScan begin(EntityType type, EntityId id, LogFacts facts) {
        if (!free.tryAcquire()) {
            throw new ProblemException(
                            ProblemType.TOO_MANY_SCANS,
                            "this instance reads the log for " + limits.maxScans()
                                    + " requests already; retry, or raise" + " lastword.query.history.max-scans")
                    .retryAfter(Duration.ofSeconds(1));
        }
        try {
            int partition = Partitioner.partition(id.toKey(), facts.partitions());
            return new KeyScan(access, type, id, partition, facts, limits, free::release);
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
    }
}
