package io.lastword.consumer.log;

import io.lastword.model.Generation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        /** Folds into the served generation. */
        LIVE,
        /** Cold: folds into the generation that will be served. */
        BUILDING,
        /** Leaves the served generation as it is, until the one that is built takes over. */
        FROZEN,
        /** Waits for a plan. */
        WAITING,
        /** Does nothing until an operator acts. */
        REFUSED
    }

    /**
     * How one partition stands.
     *
     * @param why what it waits for, or why it is refused or frozen; empty otherwise
     * @param lag offsets between position and log end, or null if not known
     * @param misplacedKeys whether keys that belong elsewhere were found in it
     * @param build of the partition's next generation, or null if none is under way
     */
    public record PartitionStatus(
            int partition,
            Phase phase,
            String why,
            @Nullable Long lag,
            @Nullable Instant caughtUpAt,
            boolean misplacedKeys,
            @Nullable Build build) {}

    /**
     * The way of a build.
     *
     * @param read offsets passed so far
     * @param toRead offsets to pass in all
     */
    public record Build(String reason, long read, long toRead) {

        static Build of(Generation generation) {
            Generation.Build build = generation.build();
            return new Build(
                    build.reason(),
                    generation.position().offset() - build.start(),
                    Math.max(0, build.target() - build.start()));
        }
    }

    static FoldStatus starting(String type) {
        return new FoldStatus(type, true, List.of());
    }

    static FoldStatus stopped(String type) {
        return new FoldStatus(type, false, List.of());
    }

    /** @param builds the partitions' builds beside what is served */
    static FoldStatus of(String type, Collection<OwnedPartition> owned, Collection<OwnedPartition> builds) {
        Map<Integer, Build> beside = new HashMap<>();
        for (OwnedPartition build : builds) {
            Generation generation = build.generation();
            if (generation != null) {
                beside.put(build.number(), Build.of(generation));
            }
        }
        List<PartitionStatus> partitions = new ArrayList<>();
        for (OwnedPartition partition : owned) {
            Generation generation = partition.generation();
            Generation.LogEnd logEnd = partition.logEnd();
            partitions.add(new PartitionStatus(
                    partition.number(),
                    partition.phase(),
                    partition.waitingFor(),
                    generation == null || logEnd == null
                            ? null
                            : Math.max(0, logEnd.end() - generation.position().offset()),
                    generation == null ? null : generation.caughtUpAt(),
                    partition.hasMisplacedKeys(),
                    generation != null && partition.phase() == Phase.BUILDING
                            ? Build.of(generation)
                            : beside.get(partition.number())));
        }
        return new FoldStatus(type, true, partitions);
    }
}
