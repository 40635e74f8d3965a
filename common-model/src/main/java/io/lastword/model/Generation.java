package io.lastword.model;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The record of one generation of one partition's snapshots, as the store holds it beside them. It is changed only
 * together with the snapshots, in one atomic step.
 *
 * @param id random, never reused
 * @param position how far this generation has folded the log
 * @param partitions the topic's partition count when the generation was begun
 * @param definition {@link EntityType#definition()} that it is folded with
 * @param reason why it was built
 * @param logStart the log's first offset when it was last looked at
 * @param buildStart offset where the build began to read
 * @param buildTarget end of the log that the build must reach before it is served
 * @param startedAt when the build sent its first request for the log
 * @param caughtUpAt send time of the last end-offset request that was answered with an end not beyond the position;
 *     null if it never caught up
 * @param tombstoneRetention the topic's {@code delete.retention.ms} when the position was last moved
 * @param endOffset the log's end when it was last looked at, or null
 * @param logRecords how many records the build found in the log, or null until it has reached its target
 * @param unaddressable records skipped because no request could name their key
 */
public record Generation(
        String id,
        Position position,
        int partitions,
        String definition,
        String reason,
        long logStart,
        long buildStart,
        long buildTarget,
        Instant startedAt,
        @Nullable Instant caughtUpAt,
        Duration tombstoneRetention,
        @Nullable Long endOffset,
        @Nullable Long logRecords,
        long unaddressable) {

    public static final String TOPIC_ID = "topic-id";
    public static final String PARTITIONS = "partitions";
    public static final String OFFSET = "offset";
    public static final String CAUGHT_UP_AT = "caught-up-at";
    public static final String LEADER_EPOCH = "leader-epoch";
    public static final String DEFINITION = "definition";
    public static final String REASON = "reason";
    public static final String LOG_START = "log-start";
    public static final String BUILD_START = "build-start";
    public static final String BUILD_TARGET = "build-target";
    public static final String STARTED_AT = "started-at";
    public static final String TOMBSTONE_RETENTION = "tombstone-retention";
    public static final String END_OFFSET = "end-offset";
    public static final String LOG_RECORDS = "log-records";
    public static final String UNADDRESSABLE = "unaddressable";

    /** All fields, in the order in which {@link #decode} takes their values. */
    public static final List<String> FIELDS = List.of(
            TOPIC_ID,
            PARTITIONS,
            OFFSET,
            CAUGHT_UP_AT,
            LEADER_EPOCH,
            DEFINITION,
            REASON,
            LOG_START,
            BUILD_START,
            BUILD_TARGET,
            STARTED_AT,
            TOMBSTONE_RETENTION,
            END_OFFSET,
            LOG_RECORDS,
            UNADDRESSABLE);

    private static final List<String> REQUIRED = FIELDS.stream()
            .filter(field -> !List.of(CAUGHT_UP_AT, END_OFFSET, LOG_RECORDS).contains(field))
            .toList();

    /** Field names and values in turn, without the fields that are null. */
    public List<String> encode() {
        List<String> pairs = new ArrayList<>();
        put(pairs, TOPIC_ID, position.incarnation().topicId());
        put(pairs, PARTITIONS, partitions);
        put(pairs, OFFSET, position.offset());
        put(pairs, CAUGHT_UP_AT, caughtUpAt == null ? null : caughtUpAt.toEpochMilli());
        put(pairs, LEADER_EPOCH, position.leaderEpoch());
        put(pairs, DEFINITION, definition);
        put(pairs, REASON, reason);
        put(pairs, LOG_START, logStart);
        put(pairs, BUILD_START, buildStart);
        put(pairs, BUILD_TARGET, buildTarget);
        put(pairs, STARTED_AT, startedAt.toEpochMilli());
        put(pairs, TOMBSTONE_RETENTION, tombstoneRetention.toMillis());
        put(pairs, END_OFFSET, endOffset);
        put(pairs, LOG_RECORDS, logRecords);
        put(pairs, UNADDRESSABLE, unaddressable);
        return pairs;
    }

    /** The same generation after a move along the log; a null time leaves caught-up-at as it was. */
    public Generation advanced(Position to, @Nullable Instant caughtUpNow, Duration retentionNow) {
        return new Generation(
                id,
                to,
                partitions,
                definition,
                reason,
                logStart,
                buildStart,
                buildTarget,
                startedAt,
                caughtUpNow == null ? caughtUpAt : caughtUpNow,
                retentionNow,
                endOffset,
                logRecords,
                unaddressable);
    }

    /**
     * Reads a record back.
     *
     * @param values one per field of {@link #FIELDS}, null where the store has none
     * @return null if the store has no such generation, or only a part of its record
     */
    public static @Nullable Generation decode(String id, List<byte @Nullable []> values) {
        Fields fields = new Fields(values);
        if (!fields.haveAll(REQUIRED)) {
            return null;
        }
        return new Generation(
                id,
                new Position(new Incarnation(fields.text(TOPIC_ID)), fields.number(OFFSET), (int)
                        fields.number(LEADER_EPOCH)),
                (int) fields.number(PARTITIONS),
                fields.text(DEFINITION),
                fields.text(REASON),
                fields.number(LOG_START),
                fields.number(BUILD_START),
                fields.number(BUILD_TARGET),
                Instant.ofEpochMilli(fields.number(STARTED_AT)),
                fields.has(CAUGHT_UP_AT) ? Instant.ofEpochMilli(fields.number(CAUGHT_UP_AT)) : null,
                Duration.ofMillis(fields.number(TOMBSTONE_RETENTION)),
                fields.has(END_OFFSET) ? fields.number(END_OFFSET) : null,
                fields.has(LOG_RECORDS) ? fields.number(LOG_RECORDS) : null,
                fields.number(UNADDRESSABLE));
    }

    private static void put(List<String> pairs, String field, @Nullable Object value) {
        if (value != null) {
            pairs.add(field);
            pairs.add(value.toString());
        }
    }

    private record Fields(List<byte @Nullable []> values) {

        boolean haveAll(List<String> fields) {
            return fields.stream().allMatch(this::has);
        }

        boolean has(String field) {
            return value(field) != null;
        }

        /** The value of a field that there is. */
        String text(String field) {
            return new String(Objects.requireNonNull(value(field), field), StandardCharsets.UTF_8);
        }

        long number(String field) {
            return Long.parseLong(text(field));
        }

        private byte @Nullable [] value(String field) {
            return values.get(FIELDS.indexOf(field));
        }
    }
}
