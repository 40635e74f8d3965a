package io.lastword.model.store;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.types.EntityType;
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
 * @param build how it came about
 * @param caughtUpAt send time of the last end-offset request that was answered with an end not beyond the position;
 *     null if it never caught up
 * @param tombstoneRetention the topic's {@code delete.retention.ms} when the position was last moved
 * @param logEnd the log's end when it was last looked at, or null
 * @param liveEntities how many snapshots it holds
 * @param unaddressable records skipped because no request could name their key
 */
public record Generation(
        String id,
        Position position,
        int partitions,
        String definition,
        Build build,
        @Nullable Instant caughtUpAt,
        Duration tombstoneRetention,
        @Nullable LogEnd logEnd,
        long liveEntities,
        long unaddressable) {

    /**
     * The build of a generation.
     *
     * @param reason why it was begun
     * @param start the log's first offset at that moment, where the build began to read
     * @param target end of the log at that moment, which the build must reach before it is served
     * @param startedAt when it sent its first request for the log
     * @param logRecords how many records it has read from the log
     */
    public record Build(String reason, long start, long target, Instant startedAt, long logRecords) {}

    /**
     * The log's end at one moment.
     *
     * @param end high watermark
     * @param stableEnd end of what read_committed readers can see; less than the end while a transaction is open
     * @param observedAt when it was asked for
     */
    public record LogEnd(long end, long stableEnd, Instant observedAt) {}

    public static final String TOPIC_ID = "topic-id";
    public static final String PARTITIONS = "partitions";
    public static final String OFFSET = "offset";
    public static final String CAUGHT_UP_AT = "caught-up-at";
    /**
     * The last offset at which everything that the log ever held before it was in the generation or replaced by what
     * is. It stays behind the offset while a long way is caught up on a log that was compacted meanwhile.
     */
    public static final String WHOLE_AT = "whole-at";

    public static final String LEADER_EPOCH = "leader-epoch";
    public static final String DEFINITION = "definition";
    public static final String BUILD_REASON = "build-reason";
    public static final String BUILD_START = "build-start";
    public static final String BUILD_TARGET = "build-target";
    public static final String BUILD_STARTED_AT = "build-started-at";
    public static final String BUILD_RECORDS = "build-records";
    public static final String TOMBSTONE_RETENTION = "tombstone-retention";
    public static final String LOG_END = "log-end";
    public static final String LOG_STABLE_END = "log-stable-end";
    public static final String LOG_OBSERVED_AT = "log-observed-at";
    public static final String LIVE_ENTITIES = "live-entities";
    public static final String UNADDRESSABLE = "unaddressable";

    /** All fields, in the order in which {@link #decode} takes their values. */
    public static final List<String> FIELDS = List.of(
            TOPIC_ID,
            PARTITIONS,
            OFFSET,
            CAUGHT_UP_AT,
            LEADER_EPOCH,
            DEFINITION,
            BUILD_REASON,
            BUILD_START,
            BUILD_TARGET,
            BUILD_STARTED_AT,
            BUILD_RECORDS,
            TOMBSTONE_RETENTION,
            LOG_END,
            LOG_STABLE_END,
            LOG_OBSERVED_AT,
            LIVE_ENTITIES,
            UNADDRESSABLE);

    private static final List<String> REQUIRED = FIELDS.stream()
            .filter(field -> !List.of(CAUGHT_UP_AT, LOG_END, LOG_STABLE_END, LOG_OBSERVED_AT)
                    .contains(field))
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
        put(pairs, BUILD_REASON, build.reason());
        put(pairs, BUILD_START, build.start());
        put(pairs, BUILD_TARGET, build.target());
        put(pairs, BUILD_STARTED_AT, build.startedAt().toEpochMilli());
        put(pairs, BUILD_RECORDS, build.logRecords());
        put(pairs, TOMBSTONE_RETENTION, tombstoneRetention.toMillis());
        put(pairs, LOG_END, logEnd == null ? null : logEnd.end());
        put(pairs, LOG_STABLE_END, logEnd == null ? null : logEnd.stableEnd());
        put(pairs, LOG_OBSERVED_AT, logEnd == null ? null : logEnd.observedAt().toEpochMilli());
        put(pairs, LIVE_ENTITIES, liveEntities);
        put(pairs, UNADDRESSABLE, unaddressable);
        return pairs;
    }

    /** The same generation after a move along the log; a null time leaves caught-up-at as it was. Counts stay behind. */
    public Generation advanced(Position to, @Nullable Instant caughtUpNow, Duration retentionNow) {
        return new Generation(
                id,
                to,
                partitions,
                definition,
                build,
                caughtUpNow == null ? caughtUpAt : caughtUpNow,
                retentionNow,
                logEnd,
                liveEntities,
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
                new Build(
                        fields.text(BUILD_REASON),
                        fields.number(BUILD_START),
                        fields.number(BUILD_TARGET),
                        fields.instant(BUILD_STARTED_AT),
                        fields.number(BUILD_RECORDS)),
                fields.has(CAUGHT_UP_AT) ? fields.instant(CAUGHT_UP_AT) : null,
                Duration.ofMillis(fields.number(TOMBSTONE_RETENTION)),
                fields.haveAll(List.of(LOG_END, LOG_STABLE_END, LOG_OBSERVED_AT))
                        ? new LogEnd(
                                fields.number(LOG_END), fields.number(LOG_STABLE_END), fields.instant(LOG_OBSERVED_AT))
                        : null,
                fields.number(LIVE_ENTITIES),
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

        Instant instant(String field) {
            return Instant.ofEpochMilli(number(field));
        }

        private byte @Nullable [] value(String field) {
            return values.get(FIELDS.indexOf(field));
        }
    }
}
