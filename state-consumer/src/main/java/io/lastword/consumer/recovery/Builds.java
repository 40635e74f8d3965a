package io.lastword.consumer.recovery;

import io.lastword.consumer.plan.Decision.Build;
import io.lastword.consumer.plan.Facts;
import io.lastword.consumer.reading.FoldStatus;
import io.lastword.consumer.reading.Lane;
import io.lastword.consumer.reading.OwnedPartition;
import io.lastword.consumer.reading.Progress;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.LogLookup.Observation;
import io.lastword.consumer.topic.Times;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.limit.Deadline;
import io.lastword.model.store.Generation;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds generations beside served ones, a bounded number at once, by a reader of its own, so that the live fold goes on
 * meanwhile. A build that has caught up with its served generation takes its place. Loop thread only.
 */
public final class Builds implements FoldStatus.BuildsBeside {

    private static final Logger log = LoggerFactory.getLogger(Builds.class);

    /** Short, since the live fold waits for it. */
    private static final Duration POLL = Duration.ofMillis(10);

    /** A build so many offsets behind its live partition has that one wait for it. */
    private static final long HOLD_WITHIN = 5_000;

    private static final Duration HOLD_AT_MOST = Duration.ofSeconds(1);

    /** A build that has stood still for so long leaves its place to another that waits for one. */
    static final Duration STANDS_AT_MOST = Duration.ofSeconds(30);

    private final EntityType type;
    private final Lane lane;
    private final SnapshotStore store;
    private final Generations generations;
    private final BuildPlaces places;
    private final BuildPace pace;
    private final Duration leastWindow;
    private final Times times;
    private final PutOffBuilds putOff;
    private final Map<Integer, Begun> begun = new HashMap<>();
    private @Nullable OwnedPartition held;
    private Deadline holdEnds;
    private final Map<Integer, Progress> progress = new HashMap<>();

    /** @param mayStandUntil a build that stood still before it was paused has that long to go on */
    private record Begun(Generation generation, Deadline mayStandUntil) {}

    /**
     * @param places shared by all types
     * @param leastWindow what a shorter history window is taken for
     */
    public Builds(
            EntityType type,
            Lane lane,
            SnapshotStore store,
            Generations generations,
            BuildPlaces places,
            BuildPace pace,
            PutOffBuilds putOff,
            Duration leastWindow,
            Times times) {
        this.type = type;
        this.lane = lane;
        this.store = store;
        this.generations = generations;
        this.places = places;
        this.pace = pace;
        this.putOff = putOff;
        this.leastWindow = leastWindow;
        this.times = times;
        this.holdEnds = times.in(HOLD_AT_MOST);
    }

    /** The partitions that are being built; each folds into its new generation. */
    @Override
    public Collection<OwnedPartition> partitions() {
        return lane.partitions();
    }

    boolean isBuilding(int partition) {
        return lane.find(partition) != null;
    }

    /** How long nothing needs to be read for a build; zero while one is to be read for now. */
    public Duration idle() {
        return lane.partitions().isEmpty() ? Duration.ofDays(1) : pace.pause();
    }

    /** Does what was decided, as far as a build may be begun now; what may not is decided again later. */
    void carryOut(Build decision, int partition, Facts facts, LogLookup.Ends ends, Observation observed) {
        if (decision instanceof Build.Discard discard) {
            generations.discard(partition, discard.generation());
            progress.remove(partition);
        }
        if (decision instanceof Build.None) {
            progress.remove(partition);
        }
        if (decision instanceof Build.None || decision instanceof Build.Discard || isBuilding(partition)) {
            return;
        }
        if (facts.stored().marks().putOff() == null && FoldStatus.STORE_FULL.equals(putOff.reason(partition))) {
            // Somebody asked for it anew.
            putOff.forget(partition);
        }
        if (!putOff.mayBegin(partition) || !places.take(type.name(), partition)) {
            return;
        }
        boolean begun = false;
        try {
            Generation generation = decision instanceof Build.Continue going
                    ? going.generation()
                    : decision instanceof Build.Begin begin
                            ? generations.begin(partition, begin.reason(), facts, ends, observed, true)
                            : null;
            if (generation != null) {
                begin(partition, generation, ends, observed);
                begun = true;
            }
        } finally {
            if (!begun) {
                places.giveBack();
            }
        }
    }

    private void begin(int number, Generation generation, LogLookup.Ends ends, Observation observed) {
        boolean misplaced = store.misplaced(type.name(), number, generation.id()) > 0;
        OwnedPartition partition = new OwnedPartition(type, number, store, leastWindow, times);
        Progress before = progress.computeIfAbsent(number, first -> partition.progress());
        partition.countOn(before);
        partition.fold(generation, false, misplaced, null);
        partition.observe(ends, observed);
        partition.submitProgress(generation);
        begun.put(number, new Begun(generation, times.in(STANDS_AT_MOST)));
        lane.put(partition);
        assign();
        lane.readOn(partition);
    }

    /** Why the partition's build was given up and is tried again later, or null. */
    @Nullable
    @Override
    public String putOff(int partition) {
        return isBuilding(partition) ? null : putOff.reason(partition);
    }

    /** Gives up all builds: the store has no memory for what is served. */
    public void giveMemoryBack(Lane live) {
        for (OwnedPartition build : List.copyOf(lane.partitions())) {
            giveMemoryBack(build.number(), live);
        }
    }

    private void giveMemoryBack(int number, Lane live) {
        Begun build = begun.get(number);
        release(number, live);
        stop(number);
        putOff.add(number, FoldStatus.STORE_FULL);
        if (build != null) {
            try {
                generations.putOff(number, build.generation(), FoldStatus.STORE_FULL);
            } catch (StoreUnavailableException e) {
                log.warn("{}/{}: its build holds its memory still: {}", type.name(), number, e.getMessage());
            }
        }
    }

    /** Ends the work on a partition's build; what is stored of it can be continued by whoever folds the partition. */
    public void stop(int partition) {
        progress.remove(partition);
        pause(partition);
    }

    /** Like {@link #stop}, but it is to go on, and has come no further until it does. */
    private void pause(int partition) {
        if (isBuilding(partition)) {
            lane.settle();
            lane.remove(partition);
            begun.remove(partition);
            assign();
            places.giveBack();
            if (held != null && held.number() == partition) {
                held = null;
            }
        }
    }

    /** Ends the work on all builds for now. */
    public void pauseAll() {
        List.copyOf(lane.partitions()).forEach(partition -> pause(partition.number()));
    }

    /** How far each build came, those that stopped before their end included. */
    @Override
    public Collection<FoldStatus.Stand> stands() {
        return progress.entrySet().stream()
                .map(build -> build.getValue().stand(build.getKey(), true))
                .toList();
    }

    /** Reads on where that is due, and has builds that are ready take over. */
    public void round(Lane live) {
        if (lane.partitions().isEmpty()) {
            return;
        }
        if (pace.pause().isZero() || held != null) {
            ConsumerRecords<byte[], byte[]> polled = lane.poll(POLL);
            Deadline begun = pace.now();
            pace.read(lane.fold(polled), begun);
        } else {
            lane.settle();
            lane.partitions().forEach(build -> build.progress().pausesOnPurpose());
        }
        for (OwnedPartition build : List.copyOf(lane.partitions())) {
            if (build.isFolding()) {
                takeOverIfReady(build, live);
            }
            if (build.isStoreFull()) {
                giveMemoryBack(build.number(), live);
            } else if (!build.isFolding()) {
                log.warn("{}/{}: its build stops: {}", type.name(), build.number(), build.waitingFor());
                release(build.number(), live);
                pause(build.number());
                if (build.isTruncated()) {
                    planAfterTruncation(build.number(), live);
                }
            } else if (standsStill(build) && places.areWanted()) {
                log.warn("{}/{}: its build stands still; another takes its place", type.name(), build.number());
                build.progress().hinderedBy("nothing came of its log, and another build has taken its place");
                release(build.number(), live);
                pause(build.number());
            }
        }
    }

    /** As where the log has no leader; not one that has all there is. */
    private boolean standsStill(OwnedPartition build) {
        Begun since = begun.get(build.number());
        Generation built = build.generation();
        Generation.LogEnd end = build.logEnd();
        return since != null
                && since.mayStandUntil().isOver()
                && build.progress().hasStoodFor(STANDS_AT_MOST)
                && built != null
                && (end == null || built.position().offset() < end.stableEnd());
    }

    /** What is served may hold what the log has lost as well, and a frozen generation has no reader that is told. */
    private static void planAfterTruncation(int number, Lane live) {
        OwnedPartition served = live.find(number);
        if (served != null) {
            live.pause(served, "the log was truncated under its build");
            served.awaitPlanAfterTruncation("the log was truncated under its build");
        }
    }

    public void heartbeat(Observation observed) {
        lane.settle();
        lane.heartbeat(observed);
    }

    private void takeOverIfReady(OwnedPartition build, Lane live) {
        Generation built = build.generation();
        OwnedPartition served = live.find(build.number());
        if (built == null
                || served == null
                || built.position().offset() < built.build().target()) {
            return;
        }
        Generation now = served.generation();
        if (now != null && now.position().offset() > built.position().offset()) {
            holdIfClose(served, now.position().offset() - built.position().offset(), live);
            return;
        }
        if (!build.isWhole()) {
            // Later ends are reached soon, and the live fold need not wait for that.
            release(build.number(), live);
            return;
        }
        lane.settle();
        live.settle();
        if (!build.isFolding() || served.isWaiting()) {
            return;
        }
        try {
            if (!generations.serve(build.number(), built, served.isServed())) {
                build.awaitPlan("it could not take over from the served generation");
                return;
            }
        } catch (StoreUnavailableException e) {
            build.awaitPlan(String.valueOf(e.getMessage()));
            return;
        }
        stop(build.number());
        putOff.forget(build.number());
        build.becomeServed();
        live.put(build);
        live.readOn(build);
    }

    /** The live fold pauses for the last stretch, else a busy partition's build might never be level with it. */
    private void holdIfClose(OwnedPartition served, long behind, Lane live) {
        if (held == null && behind <= HOLD_WITHIN) {
            held = served;
            holdEnds = times.in(HOLD_AT_MOST);
            live.hold(served);
        } else if (held == served && holdEnds.isOver()) {
            release(served.number(), live);
        }
    }

    private void release(int partition, Lane live) {
        if (held != null && held.number() == partition) {
            if (held.isFolding() && live.find(partition) == held) {
                live.release(held);
            }
            held = null;
        }
    }

    private void assign() {
        List<TopicPartition> assigned = lane.partitions().stream()
                .map(partition -> new TopicPartition(type.topic(), partition.number()))
                .toList();
        lane.consumer().assign(assigned);
    }

    public void close() {
        pauseAll();
        lane.close();
    }
}
