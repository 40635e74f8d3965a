package io.lastword.consumer.fold;

import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.index.IndexedValues;

/** What a run of records leaves of one entity. */
public sealed interface Outcome {

    /**
     * The entity exists with this state.
     *
     * @param indexed what of it stands in the declared indexes
     */
    record Present(Snapshot snapshot, IndexedValues indexed) implements Outcome {}

    /** The entity's last change could not be read. */
    record Unreadable(UnreadableEntity entity) implements Outcome {}

    /** The entity has ended. */
    record Gone() implements Outcome {}

    /**
     * The key belongs in another partition, so nothing said here can be found by asking for the entity.
     *
     * @param revision of the last such record, a tombstone included
     */
    record Misplaced(long revision) implements Outcome {}
}
