package io.lastword.consumer.recovery;

import io.lastword.consumer.plan.Decision;
import io.lastword.consumer.plan.Decision.Build;
import io.lastword.consumer.plan.Decision.Serving;
import io.lastword.consumer.plan.Facts;
import io.lastword.consumer.plan.RecoveryPlanner;
import io.lastword.consumer.reading.Lane;
import io.lastword.consumer.reading.OwnedPartition;
import io.lastword.consumer.snapshot.Answered;
import io.lastword.consumer.snapshot.HistoryWindowStore;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.LogUnavailableException;
import io.lastword.consumer.topic.Times;
import io.lastword.consumer.topic.TopicIdentity;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.store.CatalogEntry;
import io.lastword.model.store.Generation;
import io.lastword.model.store.HistoryWindow;
import io.lastword.model.types.EntityType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers the facts about partitions, has the planner decide, and carries the decision out. Loop thread only. */
public final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final EntityType type;
    private final LogLookup lookup;
    private final SnapshotStore store;
    private final HistoryWindowStore windows;
    private final RecoveryPlanner planner;
    private final Generations generations;
    private final Builds builds;
    private final Times times;
    private @Nullable CatalogEntry told;

    public Recovery(
            EntityType type,
            LogLookup lookup,
            SnapshotStore store,
            HistoryWindowStore windows,
            RecoveryPlanner planner,
            Generations generations,
            Builds builds,
            Times times) {
        this.type = type;
        this.lookup = lookup;
        this.store = store;
        this.windows = windows;
        this.planner = planner;
        this.generations = generations;
        this.builds = builds;
        this.times = times;
    }

    /**
     * Plans for partitions that wait, from what log and store say now. A partition whose plan could not be carried out
     * goes on waiting.
     *
     * @param live told where to read on for each partition that folds again
     * @throws LogUnavailableException if the broker did not answer
     * @throws io.lastword.kit.redis.StoreUnavailableException if the store did not answer
     */
    public void plan(List<OwnedPartition> waiting, Lane live) {
        // Before the log is asked: a position read later may be another consumer's, beyond the end that is compared
        // with it.
        Map<OwnedPartition, StoredPartition> stored = read(waiting);
        LogLookup.Observation observed = lookup.await(lookup.observe(
                stored.keySet().stream().map(OwnedPartition::number).toList()));
        CatalogEntry catalog = catalog(observed.topic());
        stored.forEach((partition, inStore) -> {
            LogLookup.Ends ends = observed.ends().get(partition.number());
            if (ends == null) {
                partition.awaitPlan("the partition has no leader, or it did not answer");
                return;
            }
            Facts facts = facts(inStore, observed, ends.start(), ends.end(), partition.isTruncated(), catalog);
            Decision decision = planner.decide(facts);
            if (decision instanceof Decision.Refuse refuse) {
                refuse(partition, refuse);
            } else if (decision instanceof Decision.Proceed proceed) {
                if (proceed.serving() == Serving.NOTHING
                        && inStore.servedId() != null
                        && !observed.vouched().containsKey(partition.number())) {
                    partition.awaitPlan("what is served would go, and the metadata quorum does not vouch for the broker"
                            + " that says why");
                    return;
                }
                try {
                    if (catalog == null && proceed.serving() == Serving.NOTHING) {
                        giveBack(partition, inStore);
                        return;
                    }
                    carryOut(proceed, partition, facts, ends, observed, live);
                } catch (StoreUnavailableException e) {
                    // Its slot may be on the move in a cluster; the other partitions need not wait for that.
                    live.pause(partition, String.valueOf(e.getMessage()));
                }
            }
        });
    }

    /**
     * What the store holds of partitions; one whose server does not answer goes on waiting, and the others need not wait
     * for it.
     */
    private Map<OwnedPartition, StoredPartition> read(List<OwnedPartition> waiting) {
        Answered<Boolean> reachable = store.reachable(
                type.name(), waiting.stream().map(OwnedPartition::number).toList());
        Map<OwnedPartition, StoredPartition> stored = new LinkedHashMap<>();
        StoreUnavailableException failure = null;
        for (OwnedPartition partition : waiting) {
            StoreUnavailableException unreachable = reachable.failures().get(partition.number());
            try {
                if (unreachable != null) {
                    throw unreachable;
                }
                stored.put(partition, store.read(type.name(), partition.number()));
            } catch (StoreUnavailableException e) {
                failure = e;
                partition.awaitPlan(String.valueOf(e.getMessage()));
            }
        }
        if (stored.isEmpty() && failure != null) {
            throw failure;
        }
        return stored;
    }

    /** What is not of this log serves nobody; without it there may be memory for what readers must be told first. */
    private void giveBack(OwnedPartition partition, StoredPartition stored) {
        if (stored.servedId() != null && store.retire(type.name(), partition.number(), stored.servedId())) {
            generations.dropOrphans(partition.number());
        }
        partition.awaitPlan(
                "readers cannot be told of the log: the store has no memory, or its server does not answer");
    }

    /**
     * Looks after what is beside the served generations of partitions that do not wait: takes up builds that are due
     * and ends those that are not.
     *
     * @param observed the log's ends as just answered
     */
    public void review(Lane live, LogLookup.Observation observed) {
        generations.tidyUp();
        List<OwnedPartition> candidates = live.partitions().stream()
                .filter(partition -> partition.isServed() || partition.isFrozen())
                .filter(partition -> !builds.isBuilding(partition.number()))
                .toList();
        Set<Integer> unsettled = store.unsettled(
                type.name(), candidates.stream().map(OwnedPartition::number).toList());
        for (OwnedPartition partition : candidates) {
            Generation believed = partition.generation();
            LogLookup.Ends ends = observed.ends().get(partition.number());
            // A frozen partition has no step that would be fenced: only a look tells it that the store was wiped or set
            // back.
            boolean concerned = believed == null
                    || unsettled.contains(partition.number())
                    || !believed.definition().equals(type.definition());
            if (ends != null && concerned) {
                review(partition, believed, ends, observed, live);
            }
        }
    }

    private void review(
            OwnedPartition partition,
            @Nullable Generation believed,
            LogLookup.Ends ends,
            LogLookup.Observation observed,
            Lane live) {
        StoredPartition stored = store.read(type.name(), partition.number());
        if (believed != null && !believed.id().equals(stored.servedId())) {
            // The next step is fenced, and a plan is made then.
            return;
        }
        Generation served = stored.served();
        if (believed == null && served != null && served.position().offset() > ends.end()) {
            live.pause(partition, "its position is beyond the log's end");
            return;
        }
        StoredPartition known = believed == null ? stored : stored.withServed(believed);
        Facts facts = facts(known, observed, ends.start(), reached(known, ends), partition.isTruncated(), null);
        Decision decision = planner.decide(facts);
        Serving expected = partition.isFrozen() ? Serving.FROZEN : Serving.LIVE;
        if (!(decision instanceof Decision.Proceed proceed) || proceed.serving() != expected) {
            live.pause(partition, "what is served of it has changed");
            return;
        }
        if (expected == Serving.LIVE && stored.marks().frozen()) {
            store.unfreeze(type.name(), partition.number());
        } else if (expected == Serving.FROZEN && !stored.marks().frozen()) {
            freeze(partition, proceed.build());
        }
        builds.carryOut(proceed.build(), partition.number(), facts, ends, observed);
    }

    /** Positions read after the log was asked may be beyond the end that it answered. */
    private static long reached(StoredPartition known, LogLookup.Ends ends) {
        long reached = ends.end();
        for (Generation generation : new Generation[] {known.served(), known.building()}) {
            reached = generation == null
                    ? reached
                    : Math.max(reached, generation.position().offset());
        }
        return reached;
    }

    /** Serves what was built of a cold partition; false if it may not be served yet. */
    public boolean serve(OwnedPartition partition, Generation built) {
        return generations.serve(partition.number(), built, false);
    }

    private void refuse(OwnedPartition partition, Decision.Refuse refuse) {
        if (!refuse.why().equals(partition.waitingFor())) {
            log.error("{}/{}: refused: {}", type.name(), partition.number(), refuse.why());
        }
        partition.refuse(refuse.why());
    }

    private void carryOut(
            Decision.Proceed decision,
            OwnedPartition partition,
            Facts facts,
            LogLookup.Ends ends,
            LogLookup.Observation observed,
            Lane live) {
        switch (decision.serving()) {
            case LIVE -> {
                fold(partition, facts.stored().served(), true, ends, observed, live);
                builds.carryOut(decision.build(), partition.number(), facts, ends, observed);
            }
            case FROZEN -> {
                freeze(partition, decision.build());
                builds.carryOut(decision.build(), partition.number(), facts, ends, observed);
            }
            case NOTHING -> {
                builds.stop(partition.number());
                Generation building = decision.build() instanceof Build.Continue going
                        ? going.generation()
                        : decision.build() instanceof Build.Begin begin
                                ? generations.begin(partition.number(), begin.reason(), facts, ends, observed, false)
                                : null;
                fold(partition, building, false, ends, observed, live);
            }
        }
    }

    private void fold(
            OwnedPartition partition,
            @Nullable Generation generation,
            boolean served,
            LogLookup.Ends ends,
            LogLookup.Observation observed,
            Lane live) {
        if (generation == null) {
            partition.awaitPlan("another consumer changed the partition");
            return;
        }
        log.info(
                "{}/{}: folding into generation {} from offset {} on",
                type.name(),
                partition.number(),
                generation.id(),
                generation.position().offset());
        generations.dropOrphans(partition.number());
        boolean misplaced = store.misplaced(type.name(), partition.number(), generation.id()) > 0;
        partition.fold(generation, served, misplaced, served ? windowUntilNow(observed) : null);
        partition.observe(ends, observed);
        partition.submitProgress(generation);
        live.readOn(partition);
    }

    private @Nullable HistoryWindow windowUntilNow(LogLookup.Observation observed) {
        try {
            return windows.add(type.name(), observed.lookAtWindow(times.now()));
        } catch (StoreUnavailableException e) {
            // It is somewhere else in a cluster; the partition is whole again at the next end that it reaches.
            log.warn("{}: the history window until now is not known: {}", type.name(), e.getMessage());
            return null;
        }
    }

    private void freeze(OwnedPartition partition, Build build) {
        String reason = build instanceof Build.Begin begin
                ? begin.reason().text()
                : build instanceof Build.Continue going
                        ? going.generation().build().reason()
                        : "";
        log.warn(
                "{}/{}: {}: served as it was until a new generation is built", type.name(), partition.number(), reason);
        store.freeze(type.name(), partition.number(), reason);
        partition.freeze(reason);
    }

    /**
     * What readers are told of this log; they are told before its first generation begins, so that its count is known.
     * Null if the store does not say, or cannot be told: it may be on another server of a cluster than the partitions.
     */
    private @Nullable CatalogEntry catalog(TopicIdentity topic) {
        try {
            CatalogEntry published = store.published(type.name());
            if (published == null || !published.incarnation().equals(topic.incarnation())) {
                published = new CatalogEntry(topic.incarnation(), topic.partitions());
                store.publish(type.name(), published);
            }
            told = published;
        } catch (StoreUnavailableException e) {
            log.warn("{}: readers cannot be told of the log: {}", type.name(), e.getMessage());
        }
        return told != null && told.incarnation().equals(topic.incarnation()) ? told : null;
    }

    private Facts facts(
            StoredPartition stored,
            LogLookup.Observation observed,
            long start,
            long end,
            boolean truncated,
            @Nullable CatalogEntry catalog) {
        return new Facts(
                stored,
                observed.topic(),
                start,
                end,
                truncated,
                observed.tombstoneRetention(),
                type.definition(),
                times.now(),
                catalog);
    }
}
