package io.lastword.consumer.reading;

import io.lastword.consumer.fold.Fold;
import io.lastword.consumer.reading.FoldStatus.Phase;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.Step;
import io.lastword.consumer.snapshot.StepContents;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.Times;
import io.lastword.model.entity.Position;
import io.lastword.model.json.FieldReader;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import io.lastword.model.store.HistoryWindow;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One partition that this consumer folds: what it believes is stored, and the steps under way. It waits for a plan, or
 * folds into one generation, or leaves the served one as it is while another is built. Used by the fold loop's thread
 * only.
 */
public final class OwnedPartition {

    /** So many unanswered observations are kept; beyond that every second one goes. */
    static final int MAX_OBSERVED_ENDS = 1_000;

    private static final long NOWHERE = -1;
    private static final Duration NOT_YET_KNOWN = Duration.ofMillis(Long.MAX_VALUE);

    private final EntityType type;
    private final int number;
    private final SnapshotStore store;
    private final Duration leastWindow;
    private final Times times;
    private final NavigableMap<Long, Seen> observedEnds = new TreeMap<>();
    private final List<Sent> underWay = new ArrayList<>();
    private Progress progress;

    private Phase phase = Phase.WAITING;
    private @Nullable Generation generation;
    private Times.@Nullable Moment caughtUp;
    private Times.@Nullable Moment claimed;
    private boolean vouched;
    private FoldDefinition definition;
    private FieldReader fields;
    private String waitingFor = "its first plan";
    private boolean truncated;
    private boolean storeFull;
    private Generation.@Nullable LogEnd logEnd;
    private long logStart;
    private Duration tombstoneRetention = Duration.ZERO;
    private Duration historyWindow = NOT_YET_KNOWN;
    private Instant windowKnownFrom = Instant.MAX;
    private long askedFrom = NOWHERE;
    private long levelAt = NOWHERE;
    private long recordsRead;
    private boolean misplaced;

    /** @param leastWindow what a shorter history window is taken for: so fast nothing is written, its segment closed and compacted */
    public OwnedPartition(EntityType type, int number, SnapshotStore store, Duration leastWindow, Times times) {
        this.type = type;
        this.number = number;
        this.store = store;
        this.leastWindow = leastWindow;
        this.times = times;
        this.definition = type.fold();
        this.fields = new FieldReader(definition);
        this.progress = new Progress(times);
    }

    /**
     * A look at the log's end.
     *
     * @param asked when it was asked for
     * @param vouched up to when the broker that answered is known to have led the partition, or null
     */
    private record Seen(Times.Moment asked, Times.@Nullable Moment vouched) {}

    /**
     * A step that was sent to the store.
     *
     * @param to where it leads
     * @param applied whether it was applied
     */
    record Sent(long to, CompletableFuture<Boolean> applied) {}

    public int number() {
        return number;
    }

    Phase phase() {
        return phase;
    }

    /** The generation being folded into, at the position after every step under way; null if there is none. */
    @Nullable
    public Generation generation() {
        return generation;
    }

    public boolean isFolding() {
        return generation != null;
    }

    public boolean isWaiting() {
        return phase == Phase.WAITING || phase == Phase.REFUSED;
    }

    /** Whether the generation being folded into is the one that readers see. */
    public boolean isServed() {
        return phase == Phase.LIVE;
    }

    public boolean isFrozen() {
        return phase == Phase.FROZEN;
    }

    public boolean isTruncated() {
        return truncated;
    }

    /** Whether it waits because the store refused a step for want of memory. */
    public boolean isStoreFull() {
        return storeFull;
    }

    boolean hasMisplacedKeys() {
        return misplaced;
    }

    /** The log's end as last looked at, or null before the first look. */
    public Generation.@Nullable LogEnd logEnd() {
        return logEnd;
    }

    /** The log's first offset as last looked at. */
    long logStart() {
        return logStart;
    }

    /** What it waits for, or why it is refused or frozen; empty while it folds. */
    public String waitingFor() {
        return waitingFor;
    }

    Duration tombstoneRetention() {
        return tombstoneRetention;
    }

    /** What the generation is folded with, which need not be the configured definition. */
    public FoldDefinition definition() {
        return definition;
    }

    /** Stops folding until a plan is made. What is under way is compared with the store by then. */
    public void awaitPlan(String why) {
        stop(Phase.WAITING, why);
    }

    /** Waits like any other, but says that an operator must act. */
    public void refuse(String why) {
        stop(Phase.REFUSED, why);
    }

    /** Leaves the served generation as it is. */
    public void freeze(String why) {
        stop(Phase.FROZEN, why);
    }

    public void awaitPlanAfterTruncation(String why) {
        awaitPlan(why);
        truncated = true;
    }

    /** Waits until the store has memory for its steps. */
    void awaitMemory(String why) {
        awaitPlan(why);
        storeFull = true;
    }

    private void stop(Phase next, String why) {
        phase = next;
        storeFull = false;
        generation = null;
        waitingFor = why;
        progress.hinderedBy(why);
        observedEnds.clear();
    }

    /**
     * Folds into this generation from its position on.
     *
     * @param known what is known of the history window until now, or null
     */
    public void fold(Generation into, boolean isServed, boolean hasMisplaced, @Nullable HistoryWindow known) {
        generation = into;
        progress.foldsInto(into);
        Instant stored = into.caughtUpAt();
        caughtUp = stored == null || times.isInFuture(stored) ? null : times.moment(stored);
        claimed = caughtUp;
        // A step with another definition than the generation's is fenced.
        definition = FoldDefinition.parse(into.definition()).orElse(type.fold());
        fields = new FieldReader(definition);
        phase = isServed ? Phase.LIVE : Phase.BUILDING;
        truncated = false;
        storeFull = false;
        historyWindow = NOT_YET_KNOWN;
        windowKnownFrom = known == null ? Instant.MAX : knownFrom(known);
        askedFrom = NOWHERE;
        levelAt = NOWHERE;
        recordsRead = into.build().logRecords();
        misplaced = hasMisplaced;
        waitingFor = "";
    }

    /** From when on an end that was reached before it was folded here tells that it is whole. */
    private Instant knownFrom(HistoryWindow known) {
        Instant compactedTo = known.window().compareTo(leastWindow) < 0
                ? known.compactedTo().minus(leastWindow)
                : known.compactedTo();
        return compactedTo.isAfter(known.since()) ? compactedTo : known.since();
    }

    /** Dates the generation by the clock as it is set now: that may have been set back since. */
    public void dateAgain() {
        if (generation != null && claimed != null && generation.caughtUpAt() != null) {
            Instant now = times.date(claimed);
            if (times.isInFuture(generation.caughtUpAt()) && now.isBefore(generation.caughtUpAt())) {
                generation = generation.advanced(generation.position(), now, generation.tombstoneRetention());
            }
        }
    }

    public void becomeServed() {
        phase = Phase.LIVE;
    }

    /** Takes note that the log's ends are asked for now; {@link #observe} is told the answer. */
    public void asking() {
        askedFrom = generation == null ? NOWHERE : generation.position().offset();
    }

    /**
     * Whether the generation holds all that the log held before its position. A slow reader may miss a change because a
     * later one, beyond its position, had it compacted away before it was read. That later change is then older than the
     * history window. So there is none where an end that was reached was asked for less than the window ago, which must
     * be known for all that time, nor where the position has not moved since before an end was asked for that is not
     * beyond it.
     */
    public boolean isWhole() {
        if (generation == null) {
            return false;
        }
        Duration window = historyWindow.compareTo(leastWindow) < 0 ? leastWindow : historyWindow;
        return levelAt == generation.position().offset()
                || caughtUp != null
                        && !times.date(caughtUp).isBefore(windowKnownFrom)
                        && times.since(caughtUp).compareTo(window) < 0;
    }

    /** Takes note of the log's end; once the position has reached it, it dates the snapshots. */
    public void observe(LogLookup.Ends now, LogLookup.Observation observed) {
        logStart = now.start();
        logEnd = new Generation.LogEnd(now.end(), now.stableEnd(), observed.askedAt());
        tombstoneRetention = observed.tombstoneRetention();
        if (observed.historyWindow().compareTo(historyWindow) < 0) {
            historyWindow = observed.historyWindow();
        }
        if (observed.askedAt().isBefore(windowKnownFrom)) {
            windowKnownFrom = observed.askedAt();
        }
        if (askedFrom >= now.stableEnd()) {
            levelAt = askedFrom;
        }
        askedFrom = NOWHERE;
        Times.Moment upTo = observed.vouched().get(number);
        vouched = upTo != null;
        if (!vouched) {
            progress.hinderedBy("the metadata quorum does not vouch for the broker that leads it");
        }
        observedEnds.put(now.end(), new Seen(observed.asked(), upTo));
        if (observedEnds.size() > MAX_OBSERVED_ENDS) {
            thinOut();
        }
    }

    /** The newest end stays, and so does the oldest but one: a long way to catch up leaves ends to reach on it. */
    private void thinOut() {
        boolean goes = true;
        for (Iterator<Long> ends = observedEnds.descendingKeySet().iterator(); ends.hasNext(); ) {
            ends.next();
            goes = !goes;
            if (goes) {
                ends.remove();
            }
        }
    }

    public Fold fold(Generation into) {
        return new Fold(number, into.partitions(), fields);
    }

    /** Sends a step to the store without waiting for it. */
    void submit(Generation current, PreparedBatch batch) {
        StepContents contents = batch.contents();
        recordsRead += contents.records();
        misplaced |= contents.hasMisplaced();
        submit(current, current.position().at(batch.nextOffset(), batch.leaderEpoch()), contents);
    }

    /** Sends only what is known about the log, at an unchanged position. */
    public void submitProgress(Generation current) {
        submit(current, current.position(), StepContents.NONE);
    }

    private void submit(Generation current, Position to, StepContents contents) {
        Seen reached = lastReached(to.offset());
        if (reached != null) {
            caughtUp = reached.asked;
        }
        Instant caughtUpAt = claim(reached);
        Duration retention = retention(current, reached);
        Long records = isServed() ? null : Long.valueOf(recordsRead);
        generation = current.advanced(to, caughtUpAt, retention);
        Step.Progress progress =
                new Step.Progress(caughtUpAt, times.latestBelieved(), isWhole(), retention, logEnd, records);
        Step.Target target =
                new Step.Target(current.id(), isServed() ? Step.Role.SERVED : Step.Role.BUILDING, definition);
        Step step = new Step(target, current.position(), to, contents, progress);
        underWay.add(new Sent(to.offset(), store.apply(type.name(), number, step)));
    }

    /** Takes note that a step was applied. */
    void applied(Sent step) {
        progress.reached(step.to, isServed() && vouched && logEnd != null && step.to >= logEnd.stableEnd());
    }

    public Progress progress() {
        return progress;
    }

    /** Goes on counting from where another one of this partition's builds came to. */
    public void countOn(Progress before) {
        progress = before;
    }

    /** The steps sent since the last call; the caller waits for them. */
    List<Sent> takeUnderWay() {
        List<Sent> taken = List.copyOf(underWay);
        underWay.clear();
        return taken;
    }

    /**
     * The retention that tombstones not yet folded are sure to have had: a raised one counts only once the position has
     * reached the end that was seen with it, since what was cleaned before keeps the shorter one.
     */
    private Duration retention(Generation current, @Nullable Seen reached) {
        boolean currentEnd =
                logEnd != null && reached != null && logEnd.observedAt().equals(reached.asked.at());
        return currentEnd || tombstoneRetention.compareTo(current.tombstoneRetention()) < 0
                ? tombstoneRetention
                : current.tombstoneRetention();
    }

    /** Dates the snapshots as far as the leader is vouched for: an end never goes back while the same broker leads. */
    private @Nullable Instant claim(@Nullable Seen reached) {
        if (reached == null || reached.vouched == null) {
            return null;
        }
        if (claimed == null || reached.vouched.isAfter(claimed)) {
            claimed = reached.vouched;
        }
        return times.date(claimed);
    }

    private @Nullable Seen lastReached(long offset) {
        Map.Entry<Long, Seen> reached = observedEnds.floorEntry(offset);
        if (reached == null) {
            return null;
        }
        observedEnds.headMap(reached.getKey(), false).clear();
        return reached.getValue();
    }
}
