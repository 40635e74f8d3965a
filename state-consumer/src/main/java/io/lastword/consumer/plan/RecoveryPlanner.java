package io.lastword.consumer.plan;

import io.lastword.consumer.plan.Decision.Build;
import io.lastword.consumer.plan.Decision.Serving;
import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.store.CatalogEntry;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides from facts what is served of a partition meanwhile and what is built. Pure. */
public final class RecoveryPlanner {

    /**
     * A build must be done within the tombstone retention less one part in so many: what it read first must still be
     * promised when it is served.
     */
    private static final int BUILD_MARGIN_PART = 10;

    private final Duration clockSkew;

    /** @param clockSkew how far ahead a stored time may be of this machine's clock and still be believed */
    public RecoveryPlanner(Duration clockSkew) {
        this.clockSkew = clockSkew;
    }

    public Decision decide(Facts facts) {
        Optional<Integer> otherCount = foldedCounts(facts)
                .filter(count -> count != facts.topic().partitions())
                .findFirst();
        if (otherCount.isPresent()) {
            return new Decision.Refuse("the topic was folded with " + otherCount.get() + " partitions and now has "
                    + facts.topic().partitions() + ": its keys moved."
                    + " Make a new topic with the wanted count, copy the state to it, and point the type at it");
        }
        Generation served = facts.stored().served();
        Optional<RebuildReason> flaw =
                served == null ? Optional.of(RebuildReason.STORE_EMPTY) : flawOfServed(served, facts);
        Serving serving = flaw.map(reason -> serving(served, reason)).orElse(Serving.LIVE);
        return new Decision.Proceed(serving, build(serving, flaw, facts));
    }

    private static Serving serving(@Nullable Generation served, RebuildReason flaw) {
        if (served == null || !flaw.keepsServed()) {
            return Serving.NOTHING;
        }
        // Only a definition that this version can fold with lets the live fold go on as it began.
        boolean foldable = flaw == RebuildReason.DEFINITION_CHANGED
                && FoldDefinition.parse(served.definition()).isPresent();
        return foldable ? Serving.LIVE : Serving.FROZEN;
    }

    private Build build(Serving serving, Optional<RebuildReason> flaw, Facts facts) {
        Generation building = facts.stored().building();
        boolean servedMustGo = serving == Serving.NOTHING && facts.stored().served() != null;
        if (building != null
                && !servedMustGo
                && flaw(building, building.build().startedAt(), facts).isEmpty()
                && building.build().target() <= facts.logEnd()
                && !late(building, facts)) {
            return new Build.Continue(building);
        }
        if (flaw.isPresent()) {
            return new Build.Begin(flaw.get());
        }
        if (facts.stored().marks().rebuildDue() != null) {
            return new Build.Begin(RebuildReason.REQUESTED);
        }
        String useless = facts.stored().buildingId();
        return useless == null ? new Build.None() : new Build.Discard(useless);
    }

    /** Whether a build has taken so long that tombstones it relied on may be gone. */
    public boolean late(Generation building, Facts facts) {
        Instant startedAt = building.build().startedAt();
        Duration limit = retention(building, facts);
        return isInFuture(startedAt, facts)
                || facts.now().isAfter(startedAt.plus(limit.minus(limit.dividedBy(BUILD_MARGIN_PART))));
    }

    /** The partition counts that this log is known to have been folded with, here or in other partitions. */
    private static Stream<Integer> foldedCounts(Facts facts) {
        Incarnation log = facts.topic().incarnation();
        Stream<Integer> here = Stream.of(
                        Optional.ofNullable(facts.stored().served()),
                        Optional.ofNullable(facts.stored().building()))
                .flatMap(Optional::stream)
                .filter(generation -> generation.position().incarnation().equals(log))
                .map(Generation::partitions);
        Stream<Integer> elsewhere = Optional.ofNullable(facts.catalog()).stream()
                .filter(entry -> entry.incarnation().equals(log))
                .map(CatalogEntry::partitions);
        return Stream.concat(here, elsewhere);
    }

    private Optional<RebuildReason> flawOfServed(Generation served, Facts facts) {
        Optional<RebuildReason> flaw = flaw(served, lastCaughtUp(served, facts), facts);
        boolean damaged = StoredPartition.DAMAGED.equals(facts.stored().marks().rebuildDue());
        return damaged && flaw.map(RebuildReason::keepsServed).orElse(true)
                ? Optional.of(RebuildReason.STORE_DAMAGED)
                : flaw;
    }

    private Optional<RebuildReason> flaw(Generation generation, Instant lastCaughtUp, Facts facts) {
        if (!generation.position().incarnation().equals(facts.topic().incarnation())) {
            return Optional.of(RebuildReason.TOPIC_RECREATED);
        }
        long offset = generation.position().offset();
        if (facts.truncated() || facts.logStart() > generation.build().start()) {
            return Optional.of(RebuildReason.LOG_TRUNCATED);
        }
        if (offset > facts.logEnd() || offset < facts.logStart()) {
            return Optional.of(RebuildReason.POSITION_OUT_OF_RANGE);
        }
        boolean behind = offset < facts.logEnd();
        if (behind && facts.now().isAfter(lastCaughtUp.plus(retention(generation, facts)))) {
            return Optional.of(RebuildReason.TOMBSTONES_MAY_HAVE_EXPIRED);
        }
        return generation.definition().equals(facts.definition())
                ? Optional.empty()
                : Optional.of(RebuildReason.DEFINITION_CHANGED);
    }

    /** When the generation is known to have missed nothing; long ago if the stored time cannot be believed. */
    private Instant lastCaughtUp(Generation generation, Facts facts) {
        Instant time = generation.caughtUpAt() == null ? generation.build().startedAt() : generation.caughtUpAt();
        return isInFuture(time, facts) ? Instant.EPOCH : time;
    }

    private boolean isInFuture(Instant time, Facts facts) {
        return time.isAfter(facts.now().plus(clockSkew));
    }

    private static Duration retention(Generation generation, Facts facts) {
        Duration stored = generation.tombstoneRetention();
        return stored.compareTo(facts.tombstoneRetention()) < 0 ? stored : facts.tombstoneRetention();
    }
}
