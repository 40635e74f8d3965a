package io.lastword.consumer.snapshot;

import io.lastword.model.store.Generation;
import org.jspecify.annotations.Nullable;

/**
 * What the store holds of one partition.
 *
 * @param servedId generation that readers see, or null
 * @param buildingId generation that is being built, or null
 * @param served record of the served generation; null if there is none or its record is gone
 * @param building record of the generation being built; null likewise
 * @param marks what else is noted of it
 */
public record StoredPartition(
        @Nullable String servedId,
        @Nullable String buildingId,
        @Nullable Generation served,
        @Nullable Generation building,
        Marks marks) {

    /**
     * What is noted of a partition beside its generations.
     *
     * @param rebuildDue why a new generation is to be built that nobody has begun since, or null
     * @param putOff why a rebuild does not go on now, or null
     * @param frozen whether readers are told that the served generation is no longer folded into
     */
    public record Marks(
            @Nullable String rebuildDue, @Nullable String putOff, boolean frozen) {

        /** Nothing is noted. */
        public static final Marks NONE = new Marks(null, null, false);
    }

    /** The reason of a rebuild of a partition that does not hold what it should. */
    public static final String DAMAGED = "store-damaged";

    /** The reason of a rebuild that nothing but an operator's wish has. */
    public static final String REQUESTED = "requested";

    /** Why the partition must be built anew whether or not somebody wants it, or null. */
    @Nullable
    String need() {
        String due = marks.rebuildDue();
        if (due != null && !due.equals(REQUESTED)) {
            return due;
        }
        String reason = building == null ? null : building.build().reason();
        if (servedId == null) {
            return reason == null ? "store-empty" : reason;
        }
        return REQUESTED.equals(reason) ? null : reason;
    }

    /** The same partition as its consumer believes its served generation to be, a few steps on. */
    public StoredPartition withServed(Generation believed) {
        return new StoredPartition(believed.id(), buildingId, believed, building, marks);
    }

    /** The same partition after its build was given up. */
    public StoredPartition withoutBuilding() {
        return new StoredPartition(servedId, null, served, null, marks);
    }

    /** A partition with nothing but a served generation. */
    public static StoredPartition serving(Generation served) {
        return new StoredPartition(served.id(), null, served, null, Marks.NONE);
    }

    /** A partition with nothing but a generation that is being built. */
    public static StoredPartition building(Generation building) {
        return new StoredPartition(null, building.id(), null, building, Marks.NONE);
    }
}
