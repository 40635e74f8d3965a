package io.lastword.consumer.verify;

import io.lastword.model.entity.EntityId;
import org.jspecify.annotations.Nullable;

/**
 * One entity that the store does not hold as the log has it.
 *
 * @param storedRevision what the store has, or null if nothing or if the fault is in an index
 * @param logRevision what the log has, or null if nothing
 * @param detail how the two differ
 */
record Mismatch(
        Fault fault,
        EntityId id,
        @Nullable Long storedRevision,
        @Nullable Long logRevision,
        String detail) {

    static Mismatch ghost(EntityId id, Entry stored) {
        return new Mismatch(
                Fault.GHOST,
                id,
                stored.revision(),
                null,
                "stored as " + stored.kind().words() + ", and the log has no such entity");
    }

    static Mismatch missing(EntityId id, Entry logged) {
        return new Mismatch(
                Fault.MISSING,
                id,
                null,
                logged.revision(),
                "not stored, and the log has it as " + logged.kind().words());
    }

    static Mismatch ghostEntry(EntityId id, Place place, @Nullable Entry logged) {
        return new Mismatch(
                Fault.GHOST_ENTRY,
                id,
                null,
                logged == null ? null : logged.revision(),
                logged == null
                        ? "in the index '" + place.index() + "', and the log has no such entity"
                        : "in the index '" + place.index() + "', where it does not belong");
    }

    static Mismatch missingEntry(EntityId id, Place place, Entry logged) {
        return new Mismatch(
                Fault.MISSING_ENTRY,
                id,
                null,
                logged.revision(),
                "not in the index '" + place.index() + "', where it belongs");
    }

    static Mismatch stale(EntityId id, Entry stored, Entry logged, String detail) {
        return new Mismatch(Fault.STALE, id, stored.revision(), logged.revision(), detail);
    }
}
