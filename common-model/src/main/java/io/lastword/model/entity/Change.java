package io.lastword.model.entity;

/** What a writer says about one entity. */
public sealed interface Change {

    EntityId id();

    /** The name of the lifecycle event, for example {@code registered}. */
    String event();

    /**
     * The entity's full new state.
     *
     * @param state one JSON object in UTF-8; shared, not copied: nobody changes it
     */
    record Upsert(EntityId id, String event, byte[] state) implements Change {}

    /** The end of the entity. */
    record Tombstone(EntityId id, String event) implements Change {}
}
