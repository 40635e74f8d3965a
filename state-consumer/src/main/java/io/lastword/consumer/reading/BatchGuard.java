package io.lastword.consumer.reading;

import io.lastword.consumer.plan.Decision;
import io.lastword.consumer.plan.Facts;
import io.lastword.consumer.plan.RecoveryPlanner;
import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.consumer.topic.Times;
import io.lastword.consumer.topic.TopicIdentity;
import io.lastword.model.store.Generation;
import io.lastword.model.types.EntityType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the planner again, before every batch and heartbeat, with the newest facts at hand. Loop thread only. */
public final class BatchGuard {

    private static final Logger log = LoggerFactory.getLogger(BatchGuard.class);

    private final EntityType type;
    private final RecoveryPlanner planner;
    private final FoldMeters meters;
    private final Times times;

    public BatchGuard(EntityType type, RecoveryPlanner planner, FoldMeters meters, Times times) {
        this.type = type;
        this.planner = planner;
        this.meters = meters;
        this.times = times;
    }

    /**
     * Whether a partition may be folded on into its generation.
     *
     * @param reached an offset that the log is known to reach, such as the end of what was polled
     */
    boolean mayGoOn(OwnedPartition partition, Generation generation, TopicIdentity topic, long reached) {
        Generation.LogEnd logEnd = partition.logEnd();
        if (logEnd == null) {
            return false;
        }
        boolean served = partition.isServed();
        Facts facts = new Facts(
                served ? StoredPartition.serving(generation) : StoredPartition.building(generation),
                topic,
                partition.logStart(),
                // The last look at the log's end may be old: a batch beyond it shows that the position is behind.
                Math.max(logEnd.end(), reached),
                partition.isTruncated(),
                partition.tombstoneRetention(),
                type.definition(),
                times.now(),
                null);
        if (!served && planner.late(generation, facts)) {
            meters.buildTooSlow();
            log.error(
                    "{}/{}: build-slower-than-retention: the build begun at {} did not finish within the tombstone"
                            + " retention; raise delete.retention.ms of {} or speed up the rebuild",
                    type.name(),
                    partition.number(),
                    generation.build().startedAt(),
                    type.topic());
        }
        return planner.decide(facts) instanceof Decision.Proceed go
                && (served ? go.serving() == Decision.Serving.LIVE : go.build() instanceof Decision.Build.Continue);
    }
}
