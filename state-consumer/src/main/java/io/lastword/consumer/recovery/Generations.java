package io.lastword.consumer.recovery;

import io.lastword.consumer.plan.Facts;
import io.lastword.consumer.plan.RebuildReason;
import io.lastword.consumer.reading.FoldMeters;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.model.entity.Position;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import io.lastword.model.types.EntityType;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins, serves and gives up generations in the store. Loop thread only. */
public final class Generations {

    private static final Logger log = LoggerFactory.getLogger(Generations.class);

    private final EntityType type;
    private final SnapshotStore store;
    private final FoldMeters meters;
    private final SecureRandom random = new SecureRandom();
    private final Set<Integer> untidy = new TreeSet<>();

    public Generations(EntityType type, SnapshotStore store, FoldMeters meters) {
        this.type = type;
        this.store = store;
        this.meters = meters;
    }

    /**
     * Begins a new generation at the log's start, after a useless build has been dropped: there is memory for one only.
     *
     * @param keepServed whether the served one stays served until the new one takes over
     * @return null if another consumer changed the partition meanwhile
     */
    @Nullable
    Generation begin(
            int partition,
            RebuildReason reason,
            Facts facts,
            LogLookup.Ends ends,
            LogLookup.Observation observed,
            boolean keepServed) {
        StoredPartition seen = facts.stored();
        if (seen.buildingId() != null) {
            discard(partition, seen.buildingId());
            seen = seen.withoutBuilding();
        }
        Generation fresh = new Generation(
                Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX),
                new Position(facts.topic().incarnation(), ends.start(), Position.UNKNOWN_EPOCH),
                facts.topic().partitions(),
                facts.definition(),
                new Generation.Build(reason.text(), ends.start(), ends.stableEnd(), observed.askedAt(), 0),
                null,
                facts.tombstoneRetention(),
                new Generation.LogEnd(ends.end(), ends.stableEnd(), observed.askedAt()),
                0,
                0);
        if (!store.begin(type.name(), partition, seen, fresh, keepServed, reason.losesEnd())) {
            return null;
        }
        meters.rebuild(reason);
        log.info(
                "{}/{}: rebuilding ({}) from offset {} to {} into generation {}{}",
                type.name(),
                partition,
                reason.text(),
                ends.start(),
                ends.stableEnd(),
                fresh.id(),
                keepServed ? " beside " + seen.servedId() : "");
        return fresh;
    }

    /**
     * Serves a build that has reached its target.
     *
     * @param servedWasLive whether the generation that it replaces was folded on until now
     * @return false if it may not be served yet, or was overtaken
     */
    boolean serve(int partition, Generation built, boolean servedWasLive) {
        StoredPartition stored = store.read(type.name(), partition);
        if (isDamaged(partition, built)) {
            discard(partition, built.id());
            return false;
        }
        // It is served already where an earlier flip happened but its answer was lost.
        if (!built.id().equals(stored.servedId())
                && !store.flip(
                        type.name(),
                        partition,
                        built.id(),
                        built.position().offset(),
                        stored.servedId(),
                        servedWasLive)) {
            return false;
        }
        log.info(
                "{}/{}: generation {} is served from offset {} on",
                type.name(),
                partition,
                built.id(),
                built.position().offset());
        dropOrphans(partition);
        return true;
    }

    private boolean isDamaged(int partition, Generation built) {
        Optional<FoldDefinition> definition = FoldDefinition.parse(built.definition());
        if (definition.isEmpty()) {
            return false;
        }
        List<String> damage = store.awaitDamage(type.name(), partition, built.id(), definition.get());
        if (!damage.isEmpty()) {
            log.error(
                    "{}/{}: of the build {} keys were lost or changed: {}", type.name(), partition, built.id(), damage);
        }
        return !damage.isEmpty();
    }

    /** Gives up a build that nobody needs. */
    void discard(int partition, String building) {
        if (store.discard(type.name(), partition, building)) {
            log.warn("{}/{}: gave up the build of generation {}", type.name(), partition, building);
            dropOrphans(partition);
        }
    }

    /**
     * Gives up a build for now, and with it the memory that it holds.
     *
     * @param why in the words of answers and metrics
     */
    void putOff(int partition, Generation building, String why) {
        String reason = building.build().reason();
        String wish = reason.equals(RebuildReason.REQUESTED.text()) ? reason : "";
        if (store.putOff(type.name(), partition, building.id(), why, wish)) {
            log.warn(
                    "{}/{}: {}: gave up the build ({}) of generation {}; it is tried again later",
                    type.name(),
                    partition,
                    why,
                    reason,
                    building.id());
            dropOrphans(partition);
        }
    }

    /** Drops what serves nobody, so that its memory is there for what follows. */
    void dropOrphans(int partition) {
        if (store.dropOrphans(type.name(), partition).left() > 0) {
            untidy.add(partition);
        } else {
            untidy.remove(partition);
        }
    }

    /** Tries again what could not be dropped before. */
    void tidyUp() {
        List.copyOf(untidy).forEach(this::dropOrphans);
    }
}
