package io.lastword.query.currency;

import io.lastword.model.entity.Incarnation;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead.Served;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/**
 * The highest position that this instance has answered from, per partition and incarnation: a store that was set back
 * must not take a reader back in time. Where the log itself has lost its end, positions count anew. Thread-safe.
 */
final class AnsweredPositions {

    private record Log(PartitionKey partition, Incarnation incarnation) {}

    /**
     * What was answered from.
     *
     * @param generation the last one
     * @param since from when on positions count, in microseconds; 0 for from the beginning of the log
     */
    private record Answered(String generation, long since, AtomicLong highest) {}

    private final BiFunction<PartitionKey, String, String> positionsSince;
    private final Map<Log, Answered> answered = new ConcurrentHashMap<>();

    /**
     * @param positionsSince says of a generation from when on its log's positions count, in microseconds, or nothing;
     *     asked once per generation, and may throw where the store does not answer
     */
    AnsweredPositions(BiFunction<PartitionKey, String, String> positionsSince) {
        this.positionsSince = positionsSince;
    }

    /**
     * Says whether an answer from this read takes nobody back in time; if so, remembers it. What may lack changes counts
     * as of the last offset where it lacked none.
     */
    boolean admit(PartitionKey partition, Served read) {
        Log log = new Log(partition, read.incarnation());
        Answered known = answered.get(log);
        if (known == null || !known.generation.equals(read.generation())) {
            String text = positionsSince.apply(partition, read.generation());
            long since = text.isEmpty() ? 0 : Long.parseLong(text);
            // A store that was set back or emptied has an older one or none: what was answered counts on.
            known = answered.compute(
                    log,
                    (same, before) -> before == null || since > before.since
                            ? new Answered(read.generation(), since, new AtomicLong())
                            : new Answered(read.generation(), before.since, before.highest));
        }
        return known.highest.accumulateAndGet(read.wholeAt(), Math::max) == read.wholeAt();
    }
}
