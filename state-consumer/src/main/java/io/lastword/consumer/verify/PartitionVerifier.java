package io.lastword.consumer.verify;

import io.lastword.consumer.snapshot.SnapshotScan;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.LogUnavailableException;
import io.lastword.consumer.topic.Times;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.store.Generation;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Compares one generation of one partition with the log, slice by slice, while the fold goes on. For one thread.
 *
 * <p>A slice is read from the log up to the stored position, and after that from the store. What differs counts only if
 * its key has no record between that position and an end of the log that is asked for after the store was read, and if a
 * second look, all anew, finds the same again: only then has nothing but a fault made the difference. (The second look
 * is for a change that was compacted away by a later one before it could be seen.)
 */
final class PartitionVerifier {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final EntityType type;
    private final int partition;
    private final IntFunction<LogReplay> replays;
    private final LogLookup lookup;
    private final SnapshotStore store;
    private final StoreReading reading;
    private final VerifySettings settings;
    private final Times times;

    /** The partition that is verified. */
    record Subject(EntityType type, int partition) {}

    /** What the store is asked by: its state of a partition, and its entities. */
    record Stored(SnapshotStore partitions, SnapshotScan entities) {}

    /** @param replays makes a reader of this partition for a topic with so many partitions */
    PartitionVerifier(
            Subject subject,
            IntFunction<LogReplay> replays,
            LogLookup lookup,
            Stored stored,
            VerifySettings settings,
            Times times) {
        this.type = subject.type();
        this.partition = subject.partition();
        this.replays = replays;
        this.lookup = lookup;
        this.store = stored.partitions();
        this.reading = new StoreReading(stored.entities(), type, partition, settings.maxKeys());
        this.settings = settings;
        this.times = times;
    }

    int number() {
        return partition;
    }

    /**
     * Verifies the generation that is served.
     *
     * @param checked told after each slice how many entities were compared
     * @throws ChangedMeanwhileException if it is served no longer, or the log is another one
     * @throws ProblemException if there is nothing to verify, or no verdict can be trusted
     * @throws LogUnavailableException if the broker did not answer
     * @throws io.lastword.kit.redis.StoreUnavailableException if the store did not answer
     */
    Verdict verify(LongConsumer checked) {
        Generation served = requireServed();
        LogLookup.Observation observed = observe(served);
        long target = ends(observed).stableEnd();
        Generation start = awaitPosition(served, target);
        Verdict.Tally tally = new Verdict.Tally();
        try (LogReplay replay = replays.apply(start.partitions())) {
            Deque<Slice> slices = new ArrayDeque<>(List.of(Slice.WHOLE));
            while (!slices.isEmpty()) {
                Slice slice = slices.pop();
                try {
                    tally.add(check(slice, start, replay));
                    checked.accept(tally.checked());
                } catch (SliceTooLargeException e) {
                    if (!slice.isDivisible()) {
                        throw e;
                    }
                    slice.halves().forEach(slices::push);
                }
            }
        }
        return tally.verdict(
                partition, start, Math.max(0, target - start.position().offset()));
    }

    /** Looks once, and again where something differs: what is at fault differs in the same way both times. */
    private Comparison check(Slice slice, Generation start, LogReplay replay) {
        Comparison first = look(slice, start, replay);
        if (first.mismatches().isEmpty()) {
            return first;
        }
        Set<Mismatch> before = new HashSet<>(first.mismatches());
        Comparison second = look(slice, start, replay);
        return new Comparison(
                second.checked(),
                second.mismatches().stream().filter(before::contains).toList());
    }

    private Comparison look(Slice slice, Generation start, LogReplay replay) {
        Times.Moment lookedAt = times.moment();
        Generation now = current(start);
        long end = now.position().offset();
        LogLookup.Observation observed = observe(start);
        LogLookup.Ends ends = ends(observed);
        if (end < ends.start() || end > ends.stableEnd()) {
            throw new ChangedMeanwhileException("the stored offset " + end
                    + " is not within the log, which reaches from " + ends.start() + " to " + ends.stableEnd());
        }
        Map<EntityId, Entry> log = replay.fold(slice, ends.start(), end, settings.maxKeys());
        Holdings holdings = reading.read(slice, start);
        Comparison comparison = withoutChanges(Comparison.of(log, holdings), slice, end, start, replay);
        if (current(start).position().offset() < end) {
            throw new ChangedMeanwhileException("the store was set back to an offset before " + end);
        }
        requireSameLog(start, lookup.await(lookup.identity()).incarnation().equals(incarnationOf(start)));
        requireTombstones(now, observed, end < ends.stableEnd(), lookedAt);
        return comparison;
    }

    /** Takes out what a record after the offset may explain. */
    private Comparison withoutChanges(
            Comparison comparison, Slice slice, long offset, Generation start, LogReplay replay) {
        if (comparison.mismatches().isEmpty()) {
            return comparison;
        }
        Set<EntityId> suspects =
                comparison.mismatches().stream().map(Mismatch::id).collect(Collectors.toSet());
        long freshEnd = ends(observe(start)).stableEnd();
        Set<EntityId> changed = replay.changed(slice, offset, freshEnd, suspects);
        List<Mismatch> left = new ArrayList<>(comparison.mismatches());
        left.removeIf(mismatch -> changed.contains(mismatch.id()));
        return new Comparison(comparison.checked(), left);
    }

    /**
     * The generation that is served.
     *
     * @throws ProblemException if there is none that can be verified
     */
    Generation requireServed() {
        StoredPartition stored = store.read(type.name(), partition);
        Generation served = stored.served();
        if (served == null) {
            Generation building = stored.building();
            throw notReady(
                    "is cold: it has no complete generation yet",
                    building == null ? "store-empty" : building.build().reason());
        }
        if (!served.definition().equals(type.definition())) {
            throw notReady(
                    "is served with another definition than this consumer's, and must be rebuilt first",
                    "definition-changed");
        }
        return served;
    }

    private Generation awaitPosition(Generation served, long target) {
        long patienceEnds = System.nanoTime() + settings.catchUpWait().toNanos();
        Generation now = current(served);
        while (now.position().offset() < target && System.nanoTime() < patienceEnds) {
            try {
                TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ChangedMeanwhileException("the verification was interrupted");
            }
            now = current(served);
        }
        return now;
    }

    /** The generation as it is now; it must still be the one that is served. */
    private Generation current(Generation start) {
        Generation now = store.read(type.name(), partition).served();
        if (now == null || !now.id().equals(start.id())) {
            throw new ChangedMeanwhileException("another generation is served, or none");
        }
        return now;
    }

    private LogLookup.Observation observe(Generation start) {
        LogLookup.Observation observed = lookup.await(lookup.observe(List.of(partition)));
        requireSameLog(start, observed.topic().incarnation().equals(incarnationOf(start)));
        return observed;
    }

    private LogLookup.Ends ends(LogLookup.Observation observed) {
        LogLookup.Ends ends = observed.ends().get(partition);
        if (ends == null) {
            throw new LogUnavailableException(
                    "the leader of " + type.topic() + "-" + partition + " did not answer", null);
        }
        return ends;
    }

    private void requireSameLog(Generation start, boolean same) {
        if (!same) {
            throw new ChangedMeanwhileException("the topic is not the one that generation " + start.id() + " is of");
        }
    }

    /**
     * Kafka promises a tombstone to a reader only for the retention. Those after the position are as young as the last
     * moment at which the position was the log's end.
     */
    private void requireTombstones(
            Generation now, LogLookup.Observation observed, boolean behind, Times.Moment looked) {
        Instant lookedAt = looked.at();
        Instant since = lookedAt;
        if (behind) {
            Instant caughtUpAt = now.caughtUpAt() == null ? now.build().startedAt() : now.caughtUpAt();
            since = caughtUpAt.isBefore(lookedAt) ? caughtUpAt : lookedAt;
        }
        Duration retention = now.tombstoneRetention().compareTo(observed.tombstoneRetention()) < 0
                ? now.tombstoneRetention()
                : observed.tombstoneRetention();
        if (times.since(looked).compareTo(retention) > 0 || times.now().isAfter(since.plus(retention))) {
            throw new ProblemException(
                            ProblemType.VERIFY_INCONCLUSIVE,
                            "partition " + type.name() + "/" + partition + ": the log since " + since
                                    + " had to be read within the tombstone retention of " + retention
                                    + ", and was not, so tombstones may have been missed; let the fold catch up, or"
                                    + " raise delete.retention.ms of " + type.topic())
                    .with("partition", partition)
                    .with("reason", "tombstones-may-have-expired");
        }
    }

    private ProblemException notReady(String what, String reason) {
        return new ProblemException(
                        ProblemType.NOT_READY,
                        "partition " + type.name() + "/" + partition + " " + what
                                + "; retry when GET /v1/types/" + type.name()
                                + "/partitions of the query API says live, or verify the others with ?partition=")
                .with("partition", partition)
                .with("reason", reason)
                .retryAfter(Duration.ofSeconds(1));
    }

    private static Incarnation incarnationOf(Generation generation) {
        return generation.position().incarnation();
    }
}
