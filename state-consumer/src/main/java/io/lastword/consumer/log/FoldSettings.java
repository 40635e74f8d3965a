package io.lastword.consumer.log;

import io.lastword.model.FoldDefinition;
import java.time.Duration;

/**
 * The pace of a fold loop.
 *
 * @param batchSize most records in one poll, and in one store step without declared indexes
 * @param roundRecords most records taken from the log before the store is told of them, by one reader
 * @param heartbeat how often the log's ends are looked up and written beside the position
 * @param planRetry pause before a plan is tried again
 * @param logTimeout longest wait for an answer of the broker
 * @param storeTimeout longest wait for an answer of the store
 * @param concurrentBuilds most generations built beside served ones at once, over all types
 * @param buildRate most records a second that such builds read per type; 0 for as many as can be
 */
public record FoldSettings(
        int batchSize,
        int roundRecords,
        Duration heartbeat,
        Duration planRetry,
        Duration logTimeout,
        Duration storeTimeout,
        int concurrentBuilds,
        int buildRate) {

    /**
     * Most records in one store step of a generation. A declared index takes the store about as long as the rest of a
     * snapshot, and readers wait while a step is applied, so with indexes steps are smaller. Rounded up, so that a full
     * poll leaves no rest for a nearly empty step.
     */
    int batchSize(FoldDefinition definition) {
        int declared = definition.indexes().declared().size();
        return (batchSize + declared) / (1 + declared);
    }

    /** A history window below this is taken for this one: see {@link OwnedPartition#isWhole}. */
    Duration leastWindow() {
        return heartbeat.multipliedBy(2);
    }
}
