package io.lastword.query.status;

import io.lastword.query.status.TypeStatus.Partition;
import io.lastword.query.status.TypeStatus.State;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a type stands, all its partitions taken together.
 *
 * @param state of the partition that stands worst
 * @param caughtUpAt of the partition that was caught up longest ago; null if it is known of none
 * @param lag offsets that are still to be folded; null if that is not known of every partition
 * @param coldPartitions from which nothing is served
 * @param liveEntities null, like the counts that follow, where nothing is known of the type
 */
public record TypeSummary(
        State state,
        @Nullable Instant caughtUpAt,
        @Nullable Long lag,
        int coldPartitions,
        @Nullable Long liveEntities,
        @Nullable Long unreadableEntities,
        @Nullable Long misplacedKeys) {

    /** A type of which no consumer has said anything. */
    public static TypeSummary unknown(int partitions) {
        return new TypeSummary(State.COLD, null, null, partitions, null, null, null);
    }

    public static TypeSummary of(List<Partition> partitions) {
        return new TypeSummary(
                partitions.stream().map(Partition::state).max(State::compareTo).orElse(State.COLD),
                partitions.stream()
                        .map(Partition::caughtUpAt)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                lag(partitions),
                (int) partitions.stream()
                        .filter(partition -> partition.state() == State.COLD)
                        .count(),
                partitions.stream().mapToLong(Partition::liveEntities).sum(),
                partitions.stream().mapToLong(Partition::unreadableEntities).sum(),
                partitions.stream().mapToLong(Partition::misplacedKeys).sum());
    }

    private static @Nullable Long lag(List<Partition> partitions) {
        long sum = 0;
        for (Partition partition : partitions) {
            if (partition.lag() == null) {
                return null;
            }
            sum += partition.lag();
        }
        return sum;
    }
}
