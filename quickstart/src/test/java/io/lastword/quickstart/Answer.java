package io.lastword.quickstart;

import io.lastword.model.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the query API once said, and what it was asked.
 *
 * @param sentAt before the request was sent
 * @param answeredAt after the answer had come
 * @param instance which life of the query service gave it
 * @param after the token that the request carried, or null
 * @param maxStale of the request, or null
 * @param problem the last part of the problem's type, or null
 * @param caughtUpAt of the answer, or null
 * @param incarnation that the answer names, or null
 * @param positions partition to next offset, as the answer states
 * @param told by id, what it says of an entity; empty where it says nothing of any
 * @param token that came with it, or null
 */
record Answer(
        Instant sentAt,
        Instant answeredAt,
        int instance,
        @Nullable Token after,
        @Nullable Duration maxStale,
        int status,
        @Nullable String problem,
        @Nullable Instant caughtUpAt,
        @Nullable String incarnation,
        SortedMap<Integer, Long> positions,
        Map<String, Told> told,
        @Nullable Token token) {

    /** What an answer says of one entity. */
    sealed interface Told {

        /**
         * It exists.
         *
         * @param state null where the answer says only that it is as the asker knows it
         */
        record Found(
                long revision,
                @Nullable String event,
                @Nullable Instant updatedAt,
                @Nullable String state) implements Told {}

        record Unreadable(long revision) implements Told {}

        record Absent() implements Told {}
    }

    /** The incarnation that it is surely of, or null. */
    @Nullable
    String surelyOf() {
        return incarnation != null ? incarnation : after != null ? after.incarnation() : null;
    }
}
