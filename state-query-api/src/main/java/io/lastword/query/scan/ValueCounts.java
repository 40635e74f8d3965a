package io.lastword.query.scan;

import io.lastword.query.snapshot.PartitionRead;
import java.util.List;

/**
 * How many entities of a partition have which value in an index, at one moment.
 *
 * @param status of the generation that was counted, without entities
 * @param definition what it is folded with
 * @param misplaced keys of other partitions that the generation has met
 * @param live its readable entities, those included that are not in the index
 * @param counts a value may be in it more than once
 */
public record ValueCounts(
        PartitionRead.Served status, String definition, long misplaced, long live, List<Count> counts) {

    /**
     * How many entities have a value.
     *
     * @param value encoded; shared, not copied: nobody changes it
     */
    public record Count(byte[] value, long entities) {}
}
