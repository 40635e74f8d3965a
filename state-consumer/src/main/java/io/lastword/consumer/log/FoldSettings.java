package io.lastword.consumer.log;

import java.time.Duration;

/**
 * The pace of a fold loop.
 *
 * @param batchSize most records in one store step
 * @param heartbeat how often the log's ends are looked up and written beside the position
 * @param planRetry pause before a plan is tried again
 * @param logTimeout longest wait for an answer of the broker
 * @param storeTimeout longest wait for an answer of the store
 * @param concurrentBuilds most generations built beside served ones at once, over all types
 * @param buildRate most records a second that such builds read per type; 0 for as many as can be
 */
public record FoldSettings(
        int batchSize,
        Duration heartbeat,
        Duration planRetry,
        Duration logTimeout,
        Duration storeTimeout,
        int concurrentBuilds,
        int buildRate) {

    /** A history window below this is taken for this one: see {@link OwnedPartition#isWhole}. */
    Duration leastWindow() {
        return heartbeat.multipliedBy(2);
    }
}
