package io.lastword.query.watch.beginning;

import static java.util.Objects.requireNonNull;

import io.lastword.model.entity.EntityId;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.record.Partitioner;
import io.lastword.model.text.Times;
import io.lastword.model.token.Token;
import io.lastword.model.types.EntityType;
import io.lastword.query.currency.Current;
import io.lastword.query.currency.Demand;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogFacts;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.scan.EntityScan;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lastword.query.snapshot.StoredTimes;
import io.lastword.query.watch.events.WatchEvent;
import io.lastword.query.watch.tail.ResetReason;
import io.lastword.query.watch.tail.Span;
import io.lastword.query.watch.tail.Tail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds out where a watch can begin soundly, so that nothing between its first state and its changes is missed. */
public final class Starts {

    private static final Duration RETRY = Duration.ofSeconds(1);
    private final EntityLookup lookup;
    private final EntityScan scan;
    private final LogAccess access;
    private final StoredTimes times;
    private final Clock clock;

    /** @param times says which caught-up-at of a token is believed */
    public Starts(EntityLookup lookup, EntityScan scan, LogAccess access, StoredTimes times, Clock clock) {
        this.lookup = lookup;
        this.scan = scan;
        this.access = access;
        this.times = times;
        this.clock = clock;
    }

    public Start find(Interest interest, Beginning beginning, Tail tail) {
        EntityId id = interest.id();
        Span span = id == null
                ? Span.all(tail.partitions())
                : Span.one(Partitioner.partition(id.toKey(), tail.partitions()));
        if (beginning.from() != null) {
            return resume(interest.type(), span, beginning.from(), tail);
        }
        if (id != null) {
            return entity(interest.type(), id, span, beginning, tail);
        }
        return beginning.snapshot() ? all(interest, span, beginning, tail) : now(interest.type(), span, tail);
    }

    private Start resume(EntityType type, Span span, Token from, Tail tail) {
        requireSameLog(type, from, tail);
        long[] offsets = new long[tail.partitions()];
        span.forEach(partition -> {
            Long offset = from.positions().get(partition);
            if (offset == null) {
                throw new CannotResumeException(
                        ResetReason.TOKEN_INCOMPLETE,
                        "the token says nothing of partition " + partition + " of '" + type.name()
                                + "', which is watched; use the token of a list or of a watch of this");
            }
            offsets[partition] = offset;
        });
        requireHeld(type, span, offsets, tail);
        Instant caughtUpAt = times.known(from.caughtUpAt());
        Instant oldest = clock.instant().minus(tail.facts().tombstoneRetention());
        if (caughtUpAt != null && caughtUpAt.isBefore(oldest)) {
            throw new CannotResumeException(
                    ResetReason.TOMBSTONES_MAY_HAVE_EXPIRED,
                    "the token is of " + Times.text(caughtUpAt) + ", and the log of '" + type.name()
                            + "' keeps deletions for " + tail.facts().tombstoneRetention()
                            + " only, so that some may be missed");
        }
        if (caughtUpAt == null) {
            caughtUpAt = date(type, span, offsets, tail);
        }
        if (caughtUpAt == null) {
            throw new CannotResumeException(ResetReason.AGE_UNKNOWN, ageUnknown(type));
        }
        return new Start(span, offsets, caughtUpAt, List.of(), null);
    }

    private void requireSameLog(EntityType type, Token from, Tail tail) {
        if (from.incarnation().equals(tail.incarnation().shortForm())) {
            return;
        }
        if (!access.incarnation(type).equals(tail.incarnation())) {
            throw recreated(type);
        }
        throw new CannotResumeException(
                ResetReason.TOKEN_OF_ANOTHER_LOG,
                "the token is of incarnation " + from.incarnation() + " of the log of '" + type.name()
                        + "', which is now " + tail.incarnation().shortForm() + ": the topic was recreated");
    }

    private void requireHeld(EntityType type, Span span, long[] offsets, Tail tail) {
        LogFacts facts = tail.facts();
        if (!span.all(
                partition -> offsets[partition] <= facts.ends().get(partition).end())) {
            LogFacts now = access.observe(type);
            if (!span.all(
                    partition -> offsets[partition] <= now.ends().get(partition).end())) {
                throw new CannotResumeException(
                        ResetReason.POSITION_OUT_OF_RANGE,
                        "the log of '" + type.name() + "' ends before the token: it was set back");
            }
        }
        if (!span.all(
                partition -> offsets[partition] >= facts.ends().get(partition).start())) {
            throw new CannotResumeException(
                    ResetReason.LOG_TRUNCATED,
                    "the records that follow the token were deleted from the log of '" + type.name() + "'");
        }
    }

    private Start entity(EntityType type, EntityId id, Span span, Beginning beginning, Tail tail) {
        Current current = current(beginning, demand -> lookup.find(type.name(), id, demand));
        StoredEntity stored = requireNonNull(current.entities().get(id));
        long[] offsets = offsets(type, current, tail);
        WatchEvent.Told told = TypeScan.told(tail.incarnation(), span.first(), stored);
        return new Start(
                span,
                offsets,
                date(type, span, offsets, current, tail),
                List.of(told == null ? new WatchEvent.Absent(id) : told),
                null);
    }

    private Start all(Interest interest, Span span, Beginning beginning, Tail tail) {
        EntityType type = interest.type();
        Current current = current(beginning, demand -> lookup.current(type.name(), demand));
        long[] offsets = offsets(type, current, tail);
        return new Start(
                span,
                offsets,
                date(type, span, offsets, current, tail),
                List.of(),
                new TypeScan(
                        scan,
                        type.name(),
                        tail.incarnation(),
                        offsets,
                        interest.filter(),
                        0,
                        EntityScan.Place.BEGINNING));
    }

    /** A token of another log will never be reached. */
    private static Current current(Beginning beginning, Function<Demand, Current> lookup) {
        try {
            return lookup.apply(beginning.demand());
        } catch (ProblemException e) {
            if (e.type() == ProblemType.TOKEN_OF_ANOTHER_LOG) {
                throw new CannotResumeException(ResetReason.TOKEN_OF_ANOTHER_LOG, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private Start now(EntityType type, Span span, Tail tail) {
        long[] positions = tail.positions();
        LogFacts facts = tail.facts();
        long[] offsets = new long[positions.length];
        span.forEach(partition -> offsets[partition] =
                Math.max(positions[partition], facts.ends().get(partition).stableEnd()));
        Instant caughtUpAt = tail.ends().date(span, offsets, null);
        return new Start(
                span,
                offsets,
                caughtUpAt == null ? require(type, date(type, span, offsets, tail)) : caughtUpAt,
                List.of(),
                null);
    }

    private static long[] offsets(EntityType type, Current current, Tail tail) {
        if (!current.incarnation().equals(tail.incarnation())) {
            throw recreated(type);
        }
        long[] offsets = new long[tail.partitions()];
        current.partitions().forEach((partition, served) -> offsets[partition] = served.offset());
        return offsets;
    }

    private Instant date(EntityType type, Span span, long[] offsets, Current current, Tail tail) {
        Instant caughtUpAt = current.caughtUpAt();
        if (caughtUpAt == null) {
            return require(type, date(type, span, offsets, tail));
        }
        if (caughtUpAt.isBefore(clock.instant().minus(tail.facts().tombstoneRetention()))) {
            throw new ProblemException(
                            ProblemType.NOT_READY,
                            "the snapshots of '" + type.name() + "' are of " + caughtUpAt
                                    + ", longer ago than deletions are kept in the log, so no watch can follow; retry"
                                    + " once they are rebuilt")
                    .with("reason", "tombstones-may-have-expired")
                    .retryAfter(RETRY);
        }
        return caughtUpAt;
    }

    /**
     * Dates positions of which no time is known by the times of what follows them in the log; null where these cannot be
     * relied on, or are too long ago.
     * With a tenth of the retention left for reading on, or a little more, so that all who ask at once ask the same.
     */
    private @Nullable Instant date(EntityType type, Span span, long[] offsets, Tail tail) {
        Duration retention = tail.facts().tombstoneRetention();
        Instant date =
                roundUp(clock.instant().minus(retention.minus(retention.dividedBy(10))), retention.dividedBy(100));
        boolean young = tail.facts().logAppendTime()
                && span.all(partition -> access.since(type, partition, date).offset() <= offsets[partition]);
        return young ? date : null;
    }

    /** A beginning that cannot be dated can be later, once the snapshots are known to be caught up. */
    private static Instant require(EntityType type, @Nullable Instant date) {
        if (date == null) {
            throw new ProblemException(ProblemType.NOT_READY, ageUnknown(type))
                    .with("reason", ResetReason.AGE_UNKNOWN.code());
        }
        return date;
    }

    private static String ageUnknown(EntityType type) {
        return "it is not known of when the position is, and what follows it in the log of '" + type.name()
                + "' may be older than deletions are kept";
    }

    private static Instant roundUp(Instant instant, Duration step) {
        long millis = Math.max(1, step.toMillis());
        return Instant.ofEpochMilli((Math.floorDiv(instant.toEpochMilli() - 1, millis) + 1) * millis);
    }

    private static ProblemException recreated(EntityType type) {
        return new ProblemException(
                        ProblemType.NOT_READY,
                        "the topic of '" + type.name() + "' was recreated, and not everybody knows yet; retry")
                .with("reason", "topic-recreated")
                .retryAfter(RETRY);
    }
}
