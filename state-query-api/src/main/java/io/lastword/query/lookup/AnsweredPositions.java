package io.lastword.query.lookup;

import io.lastword.model.Incarnation;
import io.lastword.query.snapshot.PartitionKey;
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

    /** Says whether an answer from this offset goes back in time; if it does not, remembers the offset. */
    boolean admit(PartitionKey partition, Incarnation incarnation, long offset) {
        AtomicLong known = highest.computeIfAbsent(new Log(partition, incarnation), log -> new AtomicLong(offset));
        return known.accumulateAndGet(offset, Math::max) == offset;
    }
}
