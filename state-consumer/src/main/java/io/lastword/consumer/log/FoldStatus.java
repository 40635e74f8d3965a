package io.lastword.consumer.log;

import io.lastword.model.Generation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one fold loop stands.
 *
 * @param running whether the loop's thread is alive
 * @param partitions the partitions that this consumer folds
 */
public record FoldStatus(String type, boolean running, List<PartitionStatus> partitions) {

    /** What a partition is doing. */
    public enum Phase {
        LIVE,
        BUILDING,
        WAITING,
        REFUSED
    }

    /**
     * How one partition stands.
     *
     * @param why what it waits for, or why it is refused; empty otherwise
     * @param lag offsets between position and log end, or null if not known
     * @param misplacedKeys whether keys that belong elsewhere were found in it
     */
    public record PartitionStatus(
            int partition,
            Phase phase,
            String why,
            @Nullable Long lag,
            @Nullable Instant caughtUpAt,
            boolean misplacedKeys) {}

    static FoldStatus starting(String type) {
        return new FoldStatus(type, true, List.of());
    }

    static FoldStatus stopped(String type) {
        return new FoldStatus(type, false, List.of());
    }

    static FoldStatus of(String type, Collection<OwnedPartition> owned) {
        List<PartitionStatus> partitions = new ArrayList<>();
        for (OwnedPartition partition : owned) {
            Generation generation = partition.generation();
            Generation.LogEnd logEnd = partition.logEnd();
            partitions.add(new PartitionStatus(
                    partition.number(),
                    phase(partition),
                    partition.waitingFor(),
                    generation == null || logEnd == null
                            ? null
                            : Math.max(0, logEnd.end() - generation.position().offset()),
                    generation == null ? null : generation.caughtUpAt(),
                    partition.hasMisplacedKeys()));
        }
        return new FoldStatus(type, true, partitions);
    }

    private static Phase phase(OwnedPartition partition) {
        if (partition.isFolding()) {
            return partition.isServed() ? Phase.LIVE : Phase.BUILDING;
        }
        return partition.isRefused() ? Phase.REFUSED : Phase.WAITING;
    }
}
