package io.lastword.query.watch;

import io.lastword.model.EntityId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a watcher is told. */
public sealed interface WatchEvent {

    /** How many bytes it holds while it waits. */
    default int bytes() {
        return 0;
    }

    /** A word on an entity. */
    record Told(Kind kind, Change change) implements WatchEvent {

        @Override
        public int bytes() {
            return change.bytes();
        }
    }

    /** The one entity that is watched does not exist at the position where the watch begins. */
    record Absent(EntityId id) implements WatchEvent {}

    /** All that was there when the watch began has been told, or follows as a change. */
    record SnapshotEnd() implements WatchEvent {}

    /**
     * Nothing else is to be told now.
     *
     * @param caughtUpAt the log held nothing more at this time, or null if that is not known
     */
    record Heartbeat(@Nullable Instant caughtUpAt) implements WatchEvent {}

    /**
     * What the watcher holds may be wrong now: it drops everything and begins anew. Nothing follows.
     *
     * @param reason a name, such as {@code topic-recreated}
     */
    record Reset(String reason) implements WatchEvent {}

    /** What a word on an entity means to the watcher. */
    enum Kind {
        /** Its state where the watch begins. */
        SNAPSHOT,
        /** Its new state. */
        CHANGE,
        /** It has ended. */
        DELETED,
        /** It has a new state that is of no interest; what the watcher holds of it is outdated. */
        LEFT,
        /** Its last change could not be read. */
        UNREADABLE
    }
}
