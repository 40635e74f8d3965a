package io.lastword.query.log;

import java.time.Instant;
import java.util.List;

/**
 * How many records a log held, counted by reading it.
 *
 * @param begunAt when the reading began
 * @param ends where each partition was read to
 * @param records of each partition
 * @param tombstones how many of them are tombstones
 */
record LogCount(Instant begunAt, List<Long> ends, long[] records, long[] tombstones) {

    /** Adds what a reader found. */
    void add(int partition, boolean tombstone) {
        records[partition]++;
        if (tombstone) {
            tombstones[partition]++;
        }
    }
}
