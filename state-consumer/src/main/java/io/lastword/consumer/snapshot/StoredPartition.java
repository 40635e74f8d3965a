package io.lastword.consumer.snapshot;

import io.lastword.model.Generation;
import org.jspecify.annotations.Nullable;

/**
 * What the store holds of one partition.
 *
 * @param servedId generation that readers see, or null
 * @param buildingId generation that is being built, or null
 * @param served record of the served generation; null if there is none or its record is gone
 * @param building record of the generation being built; null likewise
 * @param rebuildDue whether somebody asked for a new generation and none was begun since
 * @param frozen whether readers are told that the served generation is no longer folded into
 */
public record StoredPartition(
        @Nullable String servedId,
        @Nullable String buildingId,
        @Nullable Generation served,
        @Nullable Generation building,
        boolean rebuildDue,
        boolean frozen) {

    /** The same partition as its consumer believes its served generation to be, a few steps on. */
    public StoredPartition withServed(Generation believed) {
        return new StoredPartition(believed.id(), buildingId, believed, building, rebuildDue, frozen);
    }

    /** The same partition after its build was given up. */
    public StoredPartition withoutBuilding() {
        return new StoredPartition(servedId, null, served, null, rebuildDue, frozen);
    }

    /** A partition with nothing but a served generation. */
    public static StoredPartition serving(Generation served) {
        return new StoredPartition(served.id(), null, served, null, false, false);
    }

    /** A partition with nothing but a generation that is being built. */
    public static StoredPartition building(Generation building) {
        return new StoredPartition(null, building.id(), null, building, false, false);
    }
}
