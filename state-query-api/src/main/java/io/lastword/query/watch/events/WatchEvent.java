package io.lastword.query.watch.events;

import io.lastword.model.entity.EntityId;
import io.lastword.model.token.Token;
import io.lastword.query.watch.tail.Change;
import io.lastword.query.watch.tail.ResetReason;
import java.time.Duration;
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

    /** All that is there where the watch begins follows, up to the end of it; what the watcher held before is void. */
    record SnapshotBegin() implements WatchEvent {}

    /**
     * All that was there when the watch began has been told, or follows as a change.
     *
     * @param caughtUpAt the log held nothing more at this time, or null if that is not known
     */
    record SnapshotEnd(@Nullable Instant caughtUpAt) implements WatchEvent {}

    /**
     * The watch cannot begin yet, and does as soon as it can.
     *
     * @param reason a name, such as {@code log-unavailable}
     * @param detail what it waits for
     */
    record Waiting(String reason, String detail) implements WatchEvent {}

    /**
     * Nothing else is to be told now.
     *
     * @param caughtUpAt the log held nothing more at this time, or null if that is not known
     */
    record Heartbeat(@Nullable Instant caughtUpAt) implements WatchEvent {}

    /**
     * What the watcher holds may be wrong: the watch does not go on from where it was, but begins anew.
     *
     * @param from the position that there is no going on from
     * @param snapshot whether all that is there follows; else only what changes from now on
     */
    record Reset(ResetReason reason, String detail, Token from, boolean snapshot) implements WatchEvent {}

    /** When a client is to come back once the stream has ended. */
    record ComeBack(Duration after) implements WatchEvent {}

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
