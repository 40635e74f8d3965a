package io.lastword.query.watch.tail;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogChangedException;
import io.lastword.query.log.LogEntry;
import io.lastword.query.log.LogFacts;
import io.lastword.query.log.LogReader;
import io.lastword.query.log.LogUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reading of a type's log at its end, for all watchers that keep up with it, on a thread of its own. Ends with the
 * incarnation of the log that it was begun with, and where it has fallen so far behind that deletions may be missing from
 * what it reads; its watchers are reset then.
 */
public final class Tail implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Tail.class);

    private static final Duration POLL = Duration.ofMillis(100);
    /** Changes that come closer together are told together. */
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long OBSERVE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A shorter retention is taken for this: dates are as old as the last look at the log's ends. */
    private static final Duration LEAST_RETENTION = Duration.ofNanos(3 * OBSERVE_NANOS);

    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LONGEST_RETRY_MILLIS = 2_000;
    /** So many records before the end are read in the beginning, for watchers that are a little behind. */
    private static final long LOOK_BACK = 1_000;

    private final EntityType type;
    private final LogAccess access;
    private final Clock clock;
    private final Incarnation incarnation;
    private final int partitions;
    private final LogEnds ends = new LogEnds();
    private final RecentChanges recent;
    private final Map<EntityId, Set<Follower>> ofEntity = new HashMap<>();
    private final Set<Follower> ofType = new LinkedHashSet<>();
    private final Thread thread;
    private volatile LogFacts facts;
    private volatile long[] positions;
    private volatile @Nullable End ended;
    private volatile boolean away;

    /** The log held nothing beyond the positions at this time; for the reading thread. */
    private @Nullable Instant levelAt;

    /** Why it has ended; without a reason where nobody uses it. */
    private record End(@Nullable ResetReason reason, String detail) {}

    /** @param facts of the log as it is now */
    public Tail(EntityType type, LogAccess access, Clock clock, LogFacts facts, long recentBytes) {
        this.type = type;
        this.access = access;
        this.clock = clock;
        this.facts = facts;
        this.incarnation = facts.incarnation();
        this.partitions = facts.partitions();
        this.positions = facts.ends().stream()
                .mapToLong(end -> Math.max(end.start(), end.stableEnd() - LOOK_BACK))
                .toArray();
        this.recent = new RecentChanges(positions, recentBytes);
        ends.add(facts.askedAt(), facts.endOffsets());
        // What it looks back to is for those whose own positions are young enough.
        this.levelAt = facts.askedAt();
        this.thread = new Thread(this::run, "watch-" + type.name());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    public Incarnation incarnation() {
        return incarnation;
    }

    public int partitions() {
        return partitions;
    }

    /** What was last found out about the log. */
    public LogFacts facts() {
        return facts;
    }

    public LogEnds ends() {
        return ends;
    }

    /** Everything before these offsets was offered to the watchers that are live. */
    public long[] positions() {
        return positions;
    }

    /** Whether the broker did not answer for the log when it was last asked. */
    public boolean isAway() {
        return away;
    }

    public boolean hasEnded() {
        return ended != null;
    }

    /** Resets a watcher where there is nothing to go on with. */
    public void tellEnd(Follower follower) {
        End end = ended;
        if (end != null && end.reason != null) {
            follower.reset(end.reason, end.detail);
        }
    }

    /** Feeds a watcher from now on, if what it has not been offered yet is still at hand and it has room for it. */
    public synchronized boolean join(Follower follower) {
        Span span = follower.span();
        if (ended != null || !span.all(partition -> recent.reachBackTo(partition, follower.fedTo(partition)))) {
            return false;
        }
        boolean[] taken = {true};
        span.forEach(partition -> {
            for (Change change : recent.from(partition, follower.fedTo(partition))) {
                taken[0] = taken[0] && follower.offer(change);
            }
        });
        if (!taken[0] || !follower.goLive()) {
            return false;
        }
        EntityId id = follower.id();
        (id == null ? ofType : ofEntity.computeIfAbsent(id, i -> new LinkedHashSet<>())).add(follower);
        return true;
    }

    /** Feeds a watcher no more. */
    public synchronized void leave(Follower follower) {
        EntityId id = follower.id();
        if (id == null) {
            ofType.remove(follower);
        } else {
            ofEntity.computeIfPresent(id, (i, followers) -> {
                followers.remove(follower);
                return followers.isEmpty() ? null : followers;
            });
        }
    }

    @Override
    public void close() {
        ended = new End(null, "nobody uses it");
        thread.interrupt();
    }

    private void run() {
        long pause = FIRST_RETRY_MILLIS;
        while (ended == null) {
            long begun = System.nanoTime();
            try (LogReader reader = access.openAtEnd(type, partitions)) {
                Map<Integer, Long> offsets = new HashMap<>();
                for (int partition = 0; partition < partitions; partition++) {
                    offsets.put(partition, positions[partition]);
                }
                reader.seek(offsets);
                follow(reader);
            } catch (LogChangedException e) {
                log.warn("watchers of {} are reset: {}", type.name(), e.getMessage());
                if (isSameLog()) {
                    end(ResetReason.LOG_TRUNCATED, "the records that follow its position were deleted from the log");
                }
            } catch (LogUnavailableException e) {
                if (ended == null) {
                    log.warn("the log of {} is watched again once it can be: {}", type.name(), e.getMessage());
                }
            } catch (RuntimeException e) {
                if (ended == null) {
                    log.error("the watch of the log of {} failed unexpectedly", type.name(), e);
                }
            }
            pause = System.nanoTime() - begun > OBSERVE_NANOS
                    ? FIRST_RETRY_MILLIS
                    : Math.min(2 * pause, LONGEST_RETRY_MILLIS);
            awaitLog(pause);
        }
    }

    /** Asks for the log, ever more rarely, until the broker has it: a client that reads one that is away does so without a pause. */
    private void awaitLog(long firstPause) {
        long pause = firstPause;
        do {
            pause(pause);
            pause = Math.min(2 * pause, LONGEST_RETRY_MILLIS);
        } while (ended == null && !isThere());
    }

    private boolean isThere() {
        try {
            away = false;
            take(access.observe(type));
            return true;
        } catch (LogUnavailableException e) {
            return false;
        }
    }

    private void follow(LogReader reader) {
        long observedAt = System.nanoTime() - OBSERVE_NANOS;
        while (ended == null) {
            long begun = System.nanoTime();
            List<LogEntry> entries = reader.poll(POLL, key -> true);
            if (away) {
                log.warn("the broker does not answer, or has no topic {}, and is asked again", type.topic());
                return;
            }
            long[] reached = new long[partitions];
            for (int partition = 0; partition < partitions; partition++) {
                reached[partition] = reader.position(partition);
            }
            if (!entries.isEmpty() && !isSameLog()) {
                return;
            }
            if (mayLackTombstones(reached)) {
                log.warn("watchers of {} are reset: its log was not read for too long", type.name());
                end(
                        ResetReason.TOMBSTONES_MAY_HAVE_EXPIRED,
                        "the log could not be read for longer than it keeps deletions");
                return;
            }
            dispatch(entries, reached);
            if (System.nanoTime() - observedAt >= OBSERVE_NANOS) {
                observedAt = System.nanoTime();
                observe();
            }
            if (!entries.isEmpty()) {
                pauseNanos(PACE_NANOS - (System.nanoTime() - begun));
            }
        }
    }

    /** Asked after a poll, this says whether what it passed over was written longer ago than tombstones are kept. */
    private boolean mayLackTombstones(long[] reached) {
        levelAt = ends.date(Span.all(partitions), positions, levelAt);
        Duration retention = facts.tombstoneRetention();
        Duration kept = retention.compareTo(LEAST_RETENTION) < 0 ? LEAST_RETENTION : retention;
        return !Arrays.equals(reached, positions)
                && (levelAt == null || levelAt.plus(kept).isBefore(clock.instant()));
    }

    /** Asked after a poll, this says whether what it returned is of the log that the watchers know. */
    private boolean isSameLog() {
        while (ended == null) {
            try {
                if (access.incarnation(type).equals(incarnation)) {
                    return true;
                }
                end(ResetReason.TOPIC_RECREATED, "the topic was deleted and created again");
            } catch (LogUnavailableException e) {
                pause(FIRST_RETRY_MILLIS);
            }
        }
        return false;
    }

    private void observe() {
        access.observeAsync(type).whenComplete((seen, failure) -> {
            if (failure != null) {
                away = true;
            } else {
                take(seen);
            }
        });
    }

    private void take(LogFacts seen) {
        if (ended != null) {
            return;
        }
        if (!seen.incarnation().equals(incarnation) || seen.partitions() != partitions) {
            end(ResetReason.TOPIC_RECREATED, "the topic was deleted and created again");
            return;
        }
        facts = seen;
        ends.add(seen.askedAt(), seen.endOffsets());
    }

    private void dispatch(List<LogEntry> entries, long[] reached) {
        Set<Follower> touched = new LinkedHashSet<>();
        synchronized (this) {
            for (LogEntry entry : entries) {
                Change change = new Change(incarnation, entry);
                recent.add(change);
                offer(change, ofType, touched);
                Set<Follower> followers = ofEntity.get(entry.id());
                if (followers != null) {
                    offer(change, followers, touched);
                }
            }
            positions = reached;
        }
        touched.forEach(Follower::wake);
    }

    private static void offer(Change change, Set<Follower> followers, Set<Follower> touched) {
        touched.addAll(followers);
        followers.removeIf(follower -> !follower.offer(change));
    }

    private void end(ResetReason reason, String detail) {
        Set<Follower> all = new LinkedHashSet<>();
        synchronized (this) {
            ended = new End(reason, detail);
            all.addAll(ofType);
            ofEntity.values().forEach(all::addAll);
        }
        all.forEach(this::tellEnd);
    }

    private static void pause(long millis) {
        pauseNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static void pauseNanos(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }
}
