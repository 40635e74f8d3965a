package io.lastword.query.history;

import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.record.LogRecord;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.HistoryWindow;
import io.lastword.model.text.Times;
import io.lastword.model.types.EntityType;
import io.lastword.query.currency.Current;
import io.lastword.query.currency.Demand;
import io.lastword.query.currency.NotYetException;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogEntry;
import io.lastword.query.log.LogFacts;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the state that an entity had at an instant, where that is known for sure. Thread-safe; callers wait.
 *
 * <p>Compaction removes a change only for a later one of the same entity that is older than the history window. So while
 * the instant is within the window, the last change up to it is still in the log, however old that is.
 */
public final class StateAt {

    private static final Demand ANY = new Demand(null, Duration.ZERO, null);

    private final EntityLookup lookup;
    private final Scans scans;
    private final HistoryWindows windows;
    private final Duration clockSkew;
    private final Duration settleTime;
    private final Clock clock;

    /**
     * @param clockSkew how far the clocks of this system may be apart
     * @param settleTime after which no record of an instant is expected any more: longest that replicas take for one, and
     *     that the clock of its broker is behind
     */
    public StateAt(
            EntityLookup lookup,
            Scans scans,
            HistoryWindows windows,
            Duration clockSkew,
            Duration settleTime,
            Clock clock) {
        this.lookup = lookup;
        this.scans = scans;
        this.windows = windows;
        this.clockSkew = clockSkew;
        this.settleTime = settleTime;
        this.clock = clock;
    }

    /** What the entity was, in a log. */
    public record Answer(Incarnation incarnation, StoredEntity entity) {}

    /**
     * Finds the state.
     *
     * @param client for whom, of those that readings of the log are shared out to
     * @throws ProblemException if it cannot be known, naming the oldest instant that can be asked about
     * @throws NotYetException if changes of the instant may still come
     * @throws io.lastword.query.log.LogUnavailableException if the broker did not answer
     */
    public Answer find(String client, EntityType type, EntityId id, Instant asked) {
        Instant instant = asked.truncatedTo(ChronoUnit.MILLIS);
        requirePast(type, asked, instant);
        LogFacts facts = scans.access().observe(type);
        HistoryWindow window = windows.see(type, facts);
        if (!facts.logAppendTime()) {
            throw undated(type);
        }
        StoredEntity stored = unchangedSince(type, id, instant, facts);
        if (stored != null) {
            return new Answer(facts.incarnation(), stored);
        }
        requireWithin(type, instant, window, facts);
        LogEntry last = last(client, type, id, instant, facts);
        // What compaction has removed meanwhile was not within the window at the end.
        LogFacts after = scans.access().observe(type);
        requireWithin(type, instant, windows.see(type, after), facts);
        if (last == null) {
            requireComplete(type, id, facts);
            return new Answer(facts.incarnation(), new StoredEntity.Absent());
        }
        if (!last.dated()) {
            throw undated(type);
        }
        return new Answer(facts.incarnation(), stateOf(last.record()));
    }

    /** Records of the same millisecond may still come, and would be of the instant too. */
    private void requirePast(EntityType type, Instant asked, Instant instant) {
        Instant now = clock.instant();
        if (asked.isAfter(now)) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "asOf='" + Times.exactText(asked) + "' is in the future; it is " + Times.text(now) + " now");
        }
        Instant past = instant.plusMillis(1);
        if (now.isBefore(past)) {
            throw NotYetException.after(Duration.between(now, past), undecided(type, asked));
        }
    }

    /** What is stored of an entity, where its last change is not later than the instant and no other can be. */
    private @Nullable StoredEntity unchangedSince(EntityType type, EntityId id, Instant instant, LogFacts facts) {
        try {
            Current current = lookup.find(type.name(), id, ANY);
            Instant caughtUpAt = current.caughtUpAt();
            boolean passed = caughtUpAt != null
                    && !caughtUpAt.minus(clockSkew).minus(settleTime).isBefore(instant)
                    && current.incarnation().equals(facts.incarnation());
            StoredEntity entity = current.entities().get(id);
            Instant changedAt = entity instanceof StoredEntity.Present present
                    ? present.snapshot().updatedAt()
                    : entity instanceof StoredEntity.Unreadable unreadable
                            ? unreadable.entity().loggedAt()
                            : null;
            return passed && changedAt != null && !changedAt.isAfter(instant) ? entity : null;
        } catch (ProblemException | StoreUnavailableException e) {
            return null;
        }
    }

    private @Nullable LogEntry last(String client, EntityType type, EntityId id, Instant instant, LogFacts facts) {
        long end = decidedEnd(type, id, instant, facts);
        try (KeyScan scan = scans.begin(client, type, id, facts)) {
            LogEntry[] last = new LogEntry[1];
            long reached = scan.last(scan.start(), end, entry -> {
                last[0] = entry;
                return false;
            });
            if (last[0] == null && reached > scan.start()) {
                throw new ProblemException(
                                ProblemType.SCAN_TOO_LONG,
                                "the log of '" + type.name() + "' was read down to offset " + reached
                                        + " and holds no change of '" + id
                                        + "' up to there; raise lastword.query.history.max-time")
                        .retryAfter(Duration.ofSeconds(5));
            }
            scan.requireSameLog();
            return last[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The offset up to which the records of the entity's partition are of the instant or older, once none can be added to
     * them: a later one is there, or the instant is long enough ago, and no transaction is open among them.
     */
    private long decidedEnd(EntityType type, EntityId id, Instant instant, LogFacts facts) {
        int partition = Partitioner.partition(id.toKey(), facts.partitions());
        Instant after = instant.plusMillis(1);
        Instant settled = after.plus(settleTime);
        boolean isSettled = !clock.instant().isBefore(settled);
        LogAccess.Since since = scans.access().since(type, partition, after);
        if (!since.begun() && !isSettled) {
            throw NotYetException.after(Duration.between(clock.instant(), settled), undecided(type, instant));
        }
        LogFacts now = scans.access().observe(type);
        if (!now.incarnation().equals(facts.incarnation())) {
            throw KeyScan.changed(type, "the topic was recreated");
        }
        if (now.ends().get(partition).stableEnd() < since.offset()) {
            throw undecided(type, partition, instant);
        }
        return since.offset();
    }

    private void requireWithin(EntityType type, Instant instant, HistoryWindow window, LogFacts facts) {
        // By the clocks of whoever looked; the brokers compact and date records by theirs.
        Instant oldest = window.oldest().plus(clockSkew);
        if (!window.incarnation().equals(facts.incarnation()) || instant.isBefore(oldest)) {
            throw new ProblemException(
                            ProblemType.INSTANT_NOT_ANSWERABLE,
                            "asOf='" + Times.text(instant) + "' is before " + Times.text(oldest)
                                    + ", up to which the log of '" + type.name()
                                    + "' may have lost changes: it keeps them for " + window.window()
                                    + ", and has been watched since "
                                    + Times.text(window.since())
                                    + "; ask about a later instant, or for what is left by GET /v1/history/"
                                    + type.name() + "/{id}")
                    .with("oldest", Times.text(oldest));
        }
    }

    /** Nothing of the entity in the log means that it did not exist only if nothing was lost or went astray. */
    private void requireComplete(EntityType type, EntityId id, LogFacts facts) {
        if (facts.ends().stream().anyMatch(ends -> ends.start() > 0)) {
            throw new ProblemException(
                            ProblemType.INSTANT_NOT_ANSWERABLE,
                            "records were deleted from the start of the log of '" + type.name() + "', and '" + id
                                    + "' may have been among them")
                    .with("reason", "log-truncated");
        }
        lookup.requireNoMisplacedKeys(type.name());
    }

    private static StoredEntity stateOf(LogRecord.Addressed record) {
        if (record instanceof LogRecord.Unreadable unreadable) {
            return new StoredEntity.Unreadable(new UnreadableEntity(
                    unreadable.id(), unreadable.revision(), unreadable.loggedAt(), unreadable.reason()));
        }
        LogRecord.Readable readable = (LogRecord.Readable) record;
        return readable.change() instanceof Change.Upsert upsert
                ? new StoredEntity.Present(new Snapshot(
                        upsert.id(), readable.revision(), upsert.event(), readable.loggedAt(), upsert.state()))
                : new StoredEntity.Absent();
    }

    private static ProblemException undecided(EntityType type, int partition, Instant instant) {
        return new ProblemException(
                        ProblemType.INSTANT_UNDECIDED,
                        "a transaction is open in partition " + partition + " of the log of '" + type.name()
                                + "' that may hold changes up to asOf='" + Times.text(instant)
                                + "'; retry when it has ended")
                .retryAfter(Duration.ofSeconds(1));
    }

    private static ProblemException undecided(EntityType type, Instant instant) {
        return new ProblemException(
                        ProblemType.INSTANT_UNDECIDED,
                        "changes of '" + type.name() + "' of asOf='" + instant + "' may still come; retry")
                .retryAfter(Duration.ofSeconds(1));
    }

    private static ProblemException undated(EntityType type) {
        return new ProblemException(
                        ProblemType.INSTANT_NOT_ANSWERABLE,
                        "the topic of '" + type.name() + "' lets writers set the times of records, so nothing is sure"
                                + " about an instant; set its message.timestamp.type to LogAppendTime")
                .with("reason", "no-log-append-time");
    }
}
