package io.lastword.model.record;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import java.time.Instant;

/** One record of the log as the fold understands it: every record is exactly one of these, and none stops the fold. */
public sealed interface LogRecord {

    /** The record's offset: unique and growing per entity within an incarnation. */
    long revision();

    /** A record that says something about an entity; the last one of a key is the last word on it. */
    sealed interface Addressed extends LogRecord {

        EntityId id();

        /** The record's timestamp in the log. */
        Instant loggedAt();
    }

    /** A well-formed change. */
    record Readable(Change change, long revision, Instant loggedAt) implements Addressed {

        @Override
        public EntityId id() {
            return change.id();
        }
    }

    /**
     * A record whose value is not an acceptable state.
     *
     * @param reason what is wrong with it, without any of its content
     */
    record Unreadable(EntityId id, long revision, Instant loggedAt, String reason) implements Addressed {}

    /**
     * A record whose key no request could name.
     *
     * @param reason what is wrong with the key, without any of its content
     */
    record Unaddressable(long revision, String reason) implements LogRecord {}
}
