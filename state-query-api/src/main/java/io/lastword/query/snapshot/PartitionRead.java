package io.lastword.query.snapshot;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.UnreadableEntity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one atomic read of a partition found. */
public sealed interface PartitionRead {

    /**
     * A complete generation.
     *
     * @param generation its id
     * @param incarnation the log that it is of
     * @param partitions the topic's partition count
     * @param offset next offset to fold: everything before it is in the entities
     * @param wholeAt the last offset at which the entities were the fold of the log; less than the offset while a long
     *     way is caught up on a log that was compacted meanwhile
     * @param caughtUpAt the log ended at or before the offset at this time, or null if not known or {@link StoredTimes not believed}
     * @param entities one per id asked for, in that order
     */
    record Served(
            String generation,
            Incarnation incarnation,
            int partitions,
            long offset,
            long wholeAt,
            @Nullable Instant caughtUpAt,
            List<StoredEntity> entities)
            implements PartitionRead {

        /** Whether the entities are the fold of the log up to the offset. */
        public boolean isWhole() {
            return wholeAt == offset;
        }

        /** The same generation at the same position, with these entities. */
        Served with(List<StoredEntity> these) {
            return new Served(generation, incarnation, partitions, offset, wholeAt, caughtUpAt, these);
        }
    }

    /** No generation of the partition is complete. */
    record Cold() implements PartitionRead {}

    /** What a complete generation holds of one entity. */
    sealed interface StoredEntity {

        record Present(Snapshot snapshot) implements StoredEntity {}

        record Unreadable(UnreadableEntity entity) implements StoredEntity {}

        record Absent() implements StoredEntity {}
    }
}
