package io.lastword.consumer.reading;

import io.lastword.consumer.topic.Times;
import io.lastword.model.store.Generation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one fold loop stands.
 *
 * @param running whether the loop's thread is alive
 * @param partitions the partitions that this consumer folds
 * @param stands how far each of them and of the builds beside them came
 */
public record FoldStatus(String type, boolean running, List<PartitionStatus> partitions, List<Stand> stands) {

    /** Why a build is put off that needs more memory than there is. */
    public static final String STORE_FULL = "store-full";

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
     * @param putOff why a build of it was given up that is tried again later, or null
     */
    public record PartitionStatus(
            int partition,
            Phase phase,
            String why,
            @Nullable Long lag,
            @Nullable Instant caughtUpAt,
            boolean misplacedKeys,
            @Nullable Build build,
            @Nullable String putOff) {}

    /**
     * The way of a build.
     *
     * @param read offsets passed so far
     * @param toRead offsets to pass in all
     */
    public record Build(String reason, long read, long toRead) {

        public static Build of(Generation generation) {
            Generation.Build build = generation.build();
            return new Build(
                    build.reason(),
                    generation.position().offset() - build.start(),
                    Math.max(0, build.target() - build.start()));
        }
    }

    /**
     * How far a partition, or the build beside it, came.
     *
     * @param beside whether it is the build
     * @param offset up to which the store is known to have followed the log; -1 if it is not known
     * @param since when it came there, or was last known to have nothing more to read
     * @param cause what was last in its way; empty if nothing is known
     */
    public record Stand(int partition, boolean beside, long offset, Times.Moment since, String cause) {}

    public static FoldStatus starting(String type) {
        return new FoldStatus(type, true, List.of(), List.of());
    }

    public static FoldStatus stopped(String type) {
        return new FoldStatus(type, false, List.of(), List.of());
    }

    /** The builds beside what is served. */
    public interface BuildsBeside {

        Collection<OwnedPartition> partitions();

        /** How those stand that are to move on. */
        Collection<Stand> stands();

        /** Why a partition's build was given up and is begun again later; null if none was. */
        @Nullable
        String putOff(int partition);
    }

    /** @param besides the partitions' builds beside what is served */
    public static FoldStatus of(String type, Collection<OwnedPartition> owned, BuildsBeside besides) {
        Map<Integer, Build> beside = new HashMap<>();
        for (OwnedPartition build : besides.partitions()) {
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
                            : beside.get(partition.number()),
                    besides.putOff(partition.number())));
        }
        return new FoldStatus(type, true, partitions, stands(owned, besides.stands()));
    }

    /** Whoever is frozen waits for its build. */
    private static List<Stand> stands(Collection<OwnedPartition> owned, Collection<Stand> builds) {
        return Stream.concat(
                        owned.stream()
                                .filter(partition -> !partition.isFrozen())
                                .map(partition -> partition.progress().stand(partition.number(), false)),
                        builds.stream())
                .toList();
    }
}
