package io.lastword.query.scan;

import io.lastword.model.entity.Snapshot;
import io.lastword.query.snapshot.PartitionRead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes next in one index of a partition, with the snapshots, read at one moment.
 *
 * @param status of the generation that it was read from, without entities
 * @param definition what that generation is folded with
 * @param misplaced keys of other partitions that the generation has met
 * @param unreadable entities of the generation that are in no index
 * @param entries in the order of their places
 * @param completeTo the last place up to which nothing is left out, or null if nothing comes after the entries
 */
public record IndexRun(
        PartitionRead.Served status,
        String definition,
        long misplaced,
        long unreadable,
        List<Entry> entries,
        byte @Nullable [] completeTo) {

    /**
     * An entity and its place in the order of the list, which is that of the bytes, unsigned.
     *
     * @param place shared, not copied: nobody changes it
     */
    public record Entry(byte[] place, Snapshot snapshot) {}
}
