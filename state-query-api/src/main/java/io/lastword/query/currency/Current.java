package io.lastword.query.currency;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.token.Token;
import io.lastword.query.snapshot.PartitionRead.Served;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An answer: entities, each as of the position of its partition.
 *
 * @param type the entity type's name
 * @param partitions every partition that was read
 * @param entities one per id asked for
 */
public record Current(String type, SortedMap<Integer, Served> partitions, Map<EntityId, StoredEntity> entities) {

    /** When the least current of the partitions was caught up, or null if that is not known of all. */
    public @Nullable Instant caughtUpAt() {
        Instant oldest = null;
        for (Served served : partitions.values()) {
            if (served.caughtUpAt() == null) {
                return null;
            }
            oldest = oldest == null || served.caughtUpAt().isBefore(oldest) ? served.caughtUpAt() : oldest;
        }
        return oldest;
    }

    /** The log that the answer is of. */
    public Incarnation incarnation() {
        return partitions.values().iterator().next().incarnation();
    }

    /** Whether each partition's entities are the fold of its log up to the position; else no position is stated. */
    public boolean isWhole() {
        return partitions.values().stream().allMatch(Served::isWhole);
    }

    /** The positions of the answer, for a later request; null where the answer {@link #isWhole is not} as of any. */
    public @Nullable Token token() {
        if (!isWhole()) {
            return null;
        }
        SortedMap<Integer, Long> positions = new TreeMap<>();
        partitions.forEach((partition, served) -> positions.put(partition, served.offset()));
        return new Token(type, incarnation().shortForm(), caughtUpAt(), positions);
    }
}
