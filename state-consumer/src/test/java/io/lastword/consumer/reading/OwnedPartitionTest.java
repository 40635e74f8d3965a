package io.lastword.consumer.reading;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StepContents;
import io.lastword.consumer.topic.LogLookup.Ends;
import io.lastword.consumer.topic.TestTimes;
import io.lastword.consumer.topic.TopicIdentity;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.store.Generation;
import io.lastword.model.store.HistoryWindow;
import io.lastword.model.store.Layout;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

public class OwnedPartitionTest {

    public static final EntityType TYPE = EntityTypes.of(Map.of("device", TypeSettings.defaults()))
            .find("device")
            .orElseThrow();
    public static final SnapshotStore NO_STORE = new SnapshotStore(
            () -> {
                throw new IllegalStateException("this store is never reached");
            },
            new Layout("test:"),
            Duration.ofSeconds(1));
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    public static final TopicIdentity TOPIC = new TopicIdentity(new Incarnation("topic-id-of-this-log"), 1);
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofDays(7);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource time = now::get;
    private OwnedPartition partition = withLeastWindow(Duration.ZERO);

    /** One that never needs the time. */
    public static OwnedPartition partition() {
        return new OwnedPartition(TYPE, 0, NO_STORE, Duration.ZERO, TestTimes.of(Clock.fixed(START, ZoneOffset.UTC)));
    }

    private OwnedPartition withLeastWindow(Duration leastWindow) {
        return new OwnedPartition(TYPE, 0, NO_STORE, leastWindow, TestTimes.of(time.withZone(ZoneOffset.UTC)));
    }

    @BeforeEach
    void foldFromOffsetTen() {
        partition.fold(generationAt(10), true, false, null);
    }

    @Test
    void shouldNotBeCaughtUpBeforeTheEndThatWasSeen() {
        see(100, 1, SHORT);

        moveTo(99);

        assertThat(current().caughtUpAt()).isEqualTo(START);
    }

    @Test
    void shouldBeCaughtUpAsOfTheTimeThatTheReachedEndWasAskedFor() {
        see(100, 1, SHORT);
        see(200, 2, SHORT);
        see(300, 3, SHORT);

        moveTo(250);

        assertThat(current().caughtUpAt()).isEqualTo(START.plusSeconds(2));
    }

    @Test
    void shouldMoveCaughtUpAtOnWhileTheLogIsIdle() {
        see(10, 1, SHORT);
        see(10, 2, SHORT);

        partition.submitProgress(current());

        assertThat(current().caughtUpAt()).isEqualTo(START.plusSeconds(2));
    }

    @Test
    void shouldForgetTheEndsOfAnEarlierPlan() {
        see(100, 1, SHORT);
        partition.awaitPlan("a test");
        partition.fold(generationAt(10), true, false, null);

        see(300, 2, SHORT);
        moveTo(200);

        assertThat(current().caughtUpAt()).isEqualTo(START);
    }

    /** Days of catching up must not lose all the ends that lie ahead. */
    @Test
    void shouldDateItselfOnALongWayToCatchUp() {
        int ends = OwnedPartition.MAX_OBSERVED_ENDS * 5;
        for (int second = 1; second <= ends; second++) {
            see(100L * second, second, LONG);
        }

        moveTo(50L * ends);

        assertThat(current().caughtUpAt()).isBetween(START.plusSeconds(ends / 2 - 64), START.plusSeconds(ends / 2));
    }

    @Test
    void shouldNotTrustARaisedRetentionWhileBehind() {
        see(100, 1, LONG);

        moveTo(50);

        assertThat(current().tombstoneRetention()).isEqualTo(SHORT);
    }

    @Test
    void shouldNotTrustARaisedRetentionAtAnEndThatWasSeenBeforeIt() {
        see(100, 1, SHORT);
        see(200, 2, LONG);

        moveTo(150);

        assertThat(current().tombstoneRetention()).isEqualTo(SHORT);
    }

    @Test
    void shouldTrustARaisedRetentionOnceTheEndSeenWithItIsReached() {
        see(100, 1, LONG);

        moveTo(100);

        assertThat(current().tombstoneRetention()).isEqualTo(LONG);
    }

    @Test
    void shouldTakeALoweredRetentionAtOnce() {
        see(100, 1, SHORT.dividedBy(2));

        moveTo(50);

        assertThat(current().tombstoneRetention()).isEqualTo(SHORT.dividedBy(2));
    }

    @Test
    void shouldBeWholeWhileTheReachedEndIsYoungerThanTheHistoryWindow() {
        see(100, 1, LONG);
        moveTo(99);
        assertThat(isWholeAt(START.plusSeconds(5))).as("before the end").isFalse();

        moveTo(100);

        Instant limit = START.plusSeconds(1).plus(WINDOW);
        assertThat(isWholeAt(limit.minusMillis(1))).isTrue();
        assertThat(isWholeAt(limit)).isFalse();
    }

    @Test
    void shouldTakeAShorterHistoryWindowForTheLeastOne() {
        partition = withLeastWindow(WINDOW.plusMillis(1));
        foldFromOffsetTen();
        see(100, 1, LONG);
        moveTo(100);

        assertThat(isWholeAt(START.plusSeconds(1).plus(WINDOW))).isTrue();
    }

    /** Compaction may have gone by a shorter window in between, also by one that is the present one again. */
    @Test
    void shouldNotApplyAHistoryWindowToTheTimeBeforeItIsKnown() {
        Instant later = START.plusSeconds(2);
        for (HistoryWindow known : new HistoryWindow[] {
            null,
            new HistoryWindow(TOPIC.incarnation(), WINDOW, START.plusMillis(1), START.minus(WINDOW), later),
            new HistoryWindow(TOPIC.incarnation(), WINDOW, START.minus(LONG), START.plusMillis(1), later)
        }) {
            partition.fold(generationAt(10), true, false, known);
            see(100, 2, LONG);
            moveTo(50);
            assertThat(isWholeAt(later)).as("after %s", known).isFalse();

            moveTo(100);
            assertThat(isWholeAt(later)).as("at an end that was seen since").isTrue();
        }
    }

    @Test
    void shouldBeWholeBehindAnEndThatWasReachedUnderTheKnownHistoryWindow() {
        partition.fold(
                generationAt(10),
                true,
                false,
                new HistoryWindow(TOPIC.incarnation(), WINDOW, START, START, START.plusSeconds(2)));
        see(100, 2, LONG);

        moveTo(50);

        assertThat(isWholeAt(START.plusSeconds(2))).isTrue();
    }

    /** So fast nothing is compacted. */
    @Test
    void shouldBeWholeWithoutAHistoryWindowWithinTheLeastOne() {
        partition = withLeastWindow(WINDOW);
        Instant later = START.plusSeconds(2);
        partition.fold(
                generationAt(10),
                true,
                false,
                new HistoryWindow(TOPIC.incarnation(), Duration.ZERO, START.minus(LONG), later, later));
        see(100, 2, LONG);

        moveTo(50);

        assertThat(isWholeAt(later)).isTrue();
    }

    /** What was read before it was known that nothing follows cannot have been compacted away by what follows. */
    @Test
    void shouldBeWholeAtAnEndThatWasAskedForAfterItWasReached() {
        see(100, 1, LONG);
        moveTo(100);
        partition.asking();
        see(100, 60, LONG);

        assertThat(isWholeAt(START.plus(LONG))).isTrue();
        moveTo(101);
        assertThat(isWholeAt(START.plus(LONG))).as("further on").isFalse();
    }

    @Test
    void shouldNotTakeAnEndThatWasReachedAfterItWasAskedForForTheLast() {
        moveTo(99);
        partition.asking();
        moveTo(100);
        see(100, 1, LONG);

        assertThat(isWholeAt(START.plus(LONG))).isFalse();
    }

    private boolean isWholeAt(Instant instant) {
        now.set(instant);
        return partition.isWhole();
    }

    private void see(long end, int second, Duration retention) {
        Ends ends = new Ends(0, end, end);
        partition.observe(
                ends,
                TestTimes.observation(
                        TestTimes.moment(START.plusSeconds(second)), Map.of(0, ends), retention, WINDOW, TOPIC));
    }

    private void moveTo(long offset) {
        partition.submit(current(), new PreparedBatch(StepContents.NONE, offset, 0));
    }

    private Generation current() {
        return requireNonNull(partition.generation());
    }

    private static Generation generationAt(long offset) {
        return generation(offset, TYPE.definition());
    }

    public static Generation generation(long offset, String definition) {
        return new Generation(
                "generation",
                new Position(TOPIC.incarnation(), offset, 0),
                TOPIC.partitions(),
                definition,
                new Generation.Build("store-empty", 0, 5, START, 0),
                START,
                SHORT,
                null,
                0,
                0);
    }
}
