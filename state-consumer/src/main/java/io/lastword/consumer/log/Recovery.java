package io.lastword.consumer.log;

import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.model.CatalogEntry;
import io.lastword.model.EntityType;
import io.lastword.model.Generation;
import io.lastword.model.Position;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers the facts about partitions, has the planner decide, and carries the decision out. Loop thread only. */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final EntityType type;
    private final LogLookup lookup;
    private final SnapshotStore store;
    private final RecoveryPlanner planner;
    private final FoldMeters meters;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Recovery(
            EntityType type,
            LogLookup lookup,
            SnapshotStore store,
            RecoveryPlanner planner,
            FoldMeters meters,
            Clock clock) {
        this.type = type;
        this.lookup = lookup;
        this.store = store;
        this.planner = planner;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Plans for partitions that wait, from what log and store say now. A partition whose plan could not be carried out
     * goes on waiting.
     *
     * @param seek told where to read on for each partition that folds again
     * @throws LogUnavailableException if the broker did not answer
     * @throws io.lastword.consumer.snapshot.StoreUnavailableException if the store did not answer
     */
    void plan(List<OwnedPartition> waiting, BiConsumer<OwnedPartition, Generation> seek) {
        // Before the log is asked: a position read later may be another consumer's, beyond the end that is compared
        // with it.
        Map<OwnedPartition, StoredPartition> stored = new LinkedHashMap<>();
        waiting.forEach(partition -> stored.put(partition, store.read(type.name(), partition.number())));
        // The identity is asked for on both sides of the ends: only then are they known to be of one log.
        TopicIdentity before = lookup.await(lookup.identity());
        LogLookup.Observation observed = lookup.await(
                lookup.observe(waiting.stream().map(OwnedPartition::number).toList()));
        if (!observed.topic().equals(before)) {
            throw new LogUnavailableException("topic " + type.topic() + " is being recreated", null);
        }
        CatalogEntry catalog = catalog(before);
        for (Map.Entry<OwnedPartition, StoredPartition> entry : stored.entrySet()) {
            OwnedPartition partition = entry.getKey();
            LogLookup.Ends ends = observed.ends().get(partition.number());
            if (ends == null) {
                partition.awaitPlan("the partition's leader did not answer");
                continue;
            }
            Facts facts = facts(entry.getValue(), before, ends, observed.tombstoneRetention(), partition, catalog);
            Generation generation = carryOut(planner.decide(facts), partition, facts, ends, observed);
            if (generation == null) {
                continue;
            }
            boolean served = generation.equals(entry.getValue().served());
            boolean misplaced = store.misplaced(type.name(), partition.number(), generation.id()) > 0;
            partition.fold(generation, served, misplaced);
            partition.observe(ends, observed);
            partition.submitProgress(generation);
            seek.accept(partition, generation);
            store.dropOrphans(type.name(), partition.number());
        }
    }

    /** What readers are told of this log; they are told before its first generation begins, so that its count is known. */
    private CatalogEntry catalog(TopicIdentity topic) {
        CatalogEntry published = store.published(type.name());
        if (published != null && published.incarnation().equals(topic.incarnation())) {
            return published;
        }
        CatalogEntry first = new CatalogEntry(topic.incarnation(), topic.partitions());
        store.publish(type.name(), first);
        return first;
    }

    /**
     * Asks the planner again, before a batch or a heartbeat, with the newest facts at hand.
     *
     * @param reached an offset that the log is known to reach, such as the end of what was polled
     */
    boolean mayGoOn(OwnedPartition partition, Generation generation, TopicIdentity topic, long reached) {
        Generation.LogEnd logEnd = partition.logEnd();
        if (logEnd == null) {
            return false;
        }
        boolean served = partition.isServed();
        StoredPartition believed = new StoredPartition(
                served ? generation.id() : null,
                served ? null : generation.id(),
                served ? generation : null,
                served ? null : generation);
        // The last look at the log's end may be old: a batch beyond it shows that the position is behind.
        long end = Math.max(logEnd.end(), reached);
        LogLookup.Ends known = new LogLookup.Ends(partition.logStart(), logEnd.stableEnd(), end);
        Facts facts = facts(believed, topic, known, partition.tombstoneRetention(), partition, null);
        if (!served && planner.late(generation, facts)) {
            meters.buildTooSlow();
            log.error(
                    "{}/{}: build-slower-than-retention: the build begun at {} did not finish within the tombstone"
                            + " retention; raise delete.retention.ms of {} or speed up the rebuild",
                    type.name(),
                    partition.number(),
                    generation.build().startedAt(),
                    type.topic());
        }
        return planner.decide(facts) instanceof Decision.Resume;
    }

    /** Flips to a build that has reached its target. */
    void serve(OwnedPartition partition, Generation built) {
        StoredPartition stored = store.read(type.name(), partition.number());
        // It is served already where an earlier flip happened but its answer was lost.
        if (built.id().equals(stored.servedId())
                || store.flip(type.name(), partition.number(), built.id(), stored.servedId())) {
            partition.becomeServed();
            log.info(
                    "{}/{}: generation {} is served from offset {} on",
                    type.name(),
                    partition.number(),
                    built.id(),
                    built.position().offset());
            store.dropOrphans(type.name(), partition.number());
        }
    }

    private @Nullable Generation carryOut(
            Decision decision,
            OwnedPartition partition,
            Facts facts,
            LogLookup.Ends ends,
            LogLookup.Observation observed) {
        if (decision instanceof Decision.Refuse refuse) {
            if (!refuse.why().equals(partition.waitingFor())) {
                log.error("{}/{}: refused: {}", type.name(), partition.number(), refuse.why());
            }
            partition.refuse(refuse.why());
            return null;
        }
        if (decision instanceof Decision.Resume resume) {
            log.info(
                    "{}/{}: resuming generation {} at offset {}",
                    type.name(),
                    partition.number(),
                    resume.generation().id(),
                    resume.generation().position().offset());
            return resume.generation();
        }
        Decision.Rebuild rebuild = (Decision.Rebuild) decision;
        Generation fresh = new Generation(
                newId(),
                new Position(facts.topic().incarnation(), ends.start(), Position.UNKNOWN_EPOCH),
                facts.topic().partitions(),
                facts.definition(),
                new Generation.Build(rebuild.reason().text(), ends.start(), ends.stableEnd(), observed.askedAt(), 0),
                null,
                facts.tombstoneRetention(),
                new Generation.LogEnd(ends.end(), ends.stableEnd(), observed.askedAt()),
                0,
                0);
        if (!store.begin(type.name(), partition.number(), facts.stored(), fresh, rebuild.keepServed())) {
            partition.awaitPlan("another consumer changed the partition");
            return null;
        }
        meters.rebuild(rebuild.reason());
        log.info(
                "{}/{}: rebuilding ({}) from offset {} to {} into generation {}",
                type.name(),
                partition.number(),
                rebuild.reason().text(),
                ends.start(),
                ends.stableEnd(),
                fresh.id());
        return fresh;
    }

    private Facts facts(
            StoredPartition stored,
            TopicIdentity topic,
            LogLookup.Ends ends,
            Duration retention,
            OwnedPartition partition,
            @Nullable CatalogEntry catalog) {
        return new Facts(
                stored,
                topic,
                ends.start(),
                ends.end(),
                partition.isTruncated(),
                retention,
                type.definition(),
                clock.instant(),
                catalog);
    }

    private String newId() {
        return Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX);
    }
}
