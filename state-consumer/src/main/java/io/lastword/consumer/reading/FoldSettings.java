package io.lastword.consumer.reading;

import io.lastword.model.store.FoldDefinition;
import java.time.Duration;

/**
 * The pace of a fold loop.
 *
 * @param rounds how much is taken from the log at once
 * @param builds of generations beside served ones
 * @param heartbeat how often the log's ends are looked up and written beside the position
 * @param planRetry pause before a plan is tried again
 * @param logTimeout longest wait for an answer of the broker
 * @param storeTimeout longest wait for an answer of the store
 */
public record FoldSettings(
        Rounds rounds,
        BesideServed builds,
        Duration heartbeat,
        Duration planRetry,
        Duration logTimeout,
        Duration storeTimeout) {

    /**
     * How much is taken from the log at once, by one reader.
     *
     * @param batchSize most records in one store step without declared indexes
     * @param pollRecords records in a full poll: these are in memory before their bytes can be counted
     * @param records most records taken before the store is told of them
     * @param bytes once so many bytes were taken, the store is told of them; two such rounds are in memory
     */
    public record Rounds(int batchSize, int pollRecords, int records, long bytes) {

        /** A step takes the store's whole attention, so it has a part of a round only. */
        private static final int STEPS_PER_ROUND = 4;

        /**
         * Rounds of so many bytes.
         *
         * @param maxStateBytes of the largest state of any type: a poll of states as large is no larger than a round
         */
        public static Rounds of(int batchSize, int records, long bytes, long maxStateBytes) {
            int fitting = (int) Math.max(1, Math.min(batchSize, bytes / maxStateBytes));
            return new Rounds(batchSize, fitting, records, bytes);
        }

        /** A store step ends with the record that reaches so many bytes. */
        public long stepBytes() {
            return Math.max(1, bytes / STEPS_PER_ROUND);
        }
    }

    /**
     * Builds beside served generations.
     *
     * @param concurrent most of them at once, over all types
     * @param rate most records a second that they read per type; 0 for as many as can be
     * @param retry pause before a build that had to be given up is begun again; each time twice as long
     */
    public record BesideServed(int concurrent, int rate, Duration retry) {}

    /**
     * Most records in one store step of a generation. A declared index takes the store about as long as the rest of a
     * snapshot, and readers wait while a step is applied, so with indexes steps are smaller. Rounded up, so that a full
     * poll leaves no rest for a nearly empty step.
     */
    public int batchSize(FoldDefinition definition) {
        int declared = definition.indexes().declared().size();
        return (rounds.batchSize() + declared) / (1 + declared);
    }

    /** A history window below this is taken for this one: see {@link OwnedPartition#isWhole}. */
    public Duration leastWindow() {
        return heartbeat.multipliedBy(2);
    }
}
