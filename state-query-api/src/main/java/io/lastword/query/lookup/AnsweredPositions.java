package io.lastword.query.lookup;

import io.lastword.model.Incarnation;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead.Served;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The highest position that this instance has answered from, per partition and incarnation: a store that was set back
 * must not take a reader back in time. Thread-safe.
 */
final class AnsweredPositions {

    private record Log(PartitionKey partition, Incarnation incarnation) {}

    private final Map<Log, AtomicLong> highest = new ConcurrentHashMap<>();

    /**
     * Says whether an answer from this read takes nobody back in time; if so, remembers it. What may lack changes counts
     * as of the last offset where it lacked none.
     */
    boolean admit(PartitionKey partition, Served read) {
        long offset = read.wholeAt();
        AtomicLong known =
                highest.computeIfAbsent(new Log(partition, read.incarnation()), log -> new AtomicLong(offset));
        return known.accumulateAndGet(offset, Math::max) == offset;
    }
}
