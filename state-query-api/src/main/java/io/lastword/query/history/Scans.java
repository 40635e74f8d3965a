package io.lastword.query.history;

import io.lastword.model.entity.EntityId;
import io.lastword.model.limit.FairShares;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogFacts;

/** Lets a bounded number of requests read the log at once. Thread-safe. */
public final class Scans {

    private final LogAccess access;
    private final ScanLimits limits;
    private final FairShares places;

    public Scans(LogAccess access, ScanLimits limits) {
        this.access = access;
        this.limits = limits;
        this.places = new FairShares("readings of the log", limits.maxScans(), ProblemType.TOO_MANY_SCANS);
    }

    /** How many are under way. */
    public long count() {
        return places.taken();
    }

    LogAccess access() {
        return access;
    }

    /**
     * Begins to read what a log holds of an entity; the caller closes it.
     *
     * @param client for whom, of those that the places are shared out to
     * @param facts of the log, as it was a moment ago
     * @throws io.lastword.model.problem.ProblemException if as many are under way as may be, or of this client
     */
    KeyScan begin(String client, EntityType type, EntityId id, LogFacts facts) {
        FairShares.Share place = places.take(client, 1);
        try {
            return new KeyScan(access, type, id, facts, limits, place::close);
        } catch (RuntimeException e) {
            place.close();
            throw e;
        }
    }
}
