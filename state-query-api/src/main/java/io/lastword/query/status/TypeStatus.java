package io.lastword.query.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lastword.model.store.Generation;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.snapshot.PartitionStatus;
import io.lastword.query.snapshot.StatusReader;
import io.lastword.query.snapshot.StoredTimes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the partitions of a type stand, for operators. Thread-safe. */
public final class TypeStatus {

    /** A log end that was looked at longer ago says nothing about the lag now. */
    private static final Duration LAG_KNOWN_FOR = Duration.ofSeconds(10);

    private final EntityLookup lookup;
    private final StatusReader statuses;
    private final StoredTimes times;
    private final Clock clock;

    /** @param times says which stored times are believed */
    public TypeStatus(EntityLookup lookup, StatusReader statuses, StoredTimes times, Clock clock) {
        this.lookup = lookup;
        this.statuses = statuses;
        this.times = times;
        this.clock = clock;
    }

    /** What readers get from a partition, from best to worst. */
    public enum State {
        @JsonProperty("live")
        LIVE,
        @JsonProperty("rebuilding")
        REBUILDING,
        @JsonProperty("cold")
        COLD
    }

    /**
     * The way of a build.
     *
     * @param read offsets passed so far
     * @param toRead offsets to pass in all
     */
    public record Progress(long read, long toRead) {}

    /**
     * One partition.
     *
     * @param reason why it is not simply live: of the build under way, or of the one that it is frozen for until its turn
     *     comes; {@code misplaced-keys} or {@code open-transaction}; why a rebuild was put off, such as {@code store-full};
     *     null otherwise
     * @param progress of the build under way, or null
     * @param position next offset to fold, or null if cold
     * @param endOffset the log's end when last looked at, or null
     * @param lag offsets between the two, or null if not known now
     * @param logRecords how many records the log held when this generation was built, or null if cold
     * @param logRecordsAt when that build was begun
     */
    public record Partition(
            int partition,
            State state,
            @Nullable String reason,
            @Nullable Progress progress,
            @Nullable String incarnation,
            @Nullable Long position,
            @Nullable Long endOffset,
            @Nullable Long lag,
            @Nullable Instant caughtUpAt,
            @Nullable Long logRecords,
            @Nullable Instant logRecordsAt,
            long liveEntities,
            long unreadableEntities,
            long misplacedKeys,
            long unaddressableRecords) {}

    /**
     * The partitions of a type, by number.
     *
     * @throws io.lastword.model.problem.ProblemException if no consumer has said how many there are
     */
    public List<Partition> partitions(String type) {
        return statuses.read(type, lookup.partitions(type)).stream()
                .map(this::describe)
                .toList();
    }

    private Partition describe(PartitionStatus status) {
        Generation served = status.served();
        Generation building = status.building();
        Progress progress = building == null
                ? null
                : new Progress(
                        building.position().offset() - building.build().start(),
                        Math.max(0, building.build().target() - building.build().start()));
        if (served == null || !status.isReadable()) {
            return new Partition(
                    status.partition(),
                    State.COLD,
                    status.coldReason(),
                    progress,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    0,
                    0,
                    0,
                    0);
        }
        Generation.LogEnd end = served.logEnd();
        return new Partition(
                status.partition(),
                building == null && status.frozen() == null ? State.LIVE : State.REBUILDING,
                status.frozen() != null
                        ? status.frozen()
                        : building != null ? building.build().reason() : reason(served, status),
                progress,
                served.position().incarnation().shortForm(),
                served.position().offset(),
                end == null ? null : end.end(),
                lag(served),
                times.known(served.caughtUpAt()),
                served.build().logRecords(),
                served.build().startedAt(),
                served.liveEntities(),
                status.unreadable(),
                status.misplaced(),
                served.unaddressable());
    }

    private static @Nullable String reason(Generation served, PartitionStatus status) {
        if (status.misplaced() > 0) {
            return "misplaced-keys";
        }
        Generation.LogEnd end = served.logEnd();
        boolean open =
                end != null && end.stableEnd() < end.end() && served.position().offset() >= end.stableEnd();
        return open ? "open-transaction" : status.putOff();
    }

    private @Nullable Long lag(Generation served) {
        Generation.LogEnd end = served.logEnd();
        Instant observedAt = end == null ? null : times.known(end.observedAt());
        if (end == null
                || observedAt == null
                || observedAt.isBefore(clock.instant().minus(LAG_KNOWN_FOR))) {
            return null;
        }
        return Math.max(0, end.end() - served.position().offset());
    }
}
