package io.lastword.consumer.snapshot;

import static io.lastword.consumer.snapshot.StoreUnderTest.DEFINITION;
import static io.lastword.consumer.snapshot.StoreUnderTest.LATEST;
import static io.lastword.consumer.snapshot.StoreUnderTest.LOG;
import static io.lastword.consumer.snapshot.StoreUnderTest.OTHER_LOG;
import static io.lastword.consumer.snapshot.StoreUnderTest.PARTITION;
import static io.lastword.consumer.snapshot.StoreUnderTest.PARTITIONS;
import static io.lastword.consumer.snapshot.StoreUnderTest.START;
import static io.lastword.consumer.snapshot.StoreUnderTest.TYPE;
import static io.lastword.consumer.snapshot.StoreUnderTest.as;
import static io.lastword.consumer.snapshot.StoreUnderTest.fresh;
import static io.lastword.consumer.snapshot.StoreUnderTest.gone;
import static io.lastword.consumer.snapshot.StoreUnderTest.present;
import static io.lastword.consumer.snapshot.StoreUnderTest.step;
import static io.lastword.consumer.snapshot.StoreUnderTest.unreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.consumer.fold.Delta;
import io.lastword.consumer.fold.Fold;
import io.lastword.consumer.fold.Outcome;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.index.IndexSet;
import io.lastword.model.json.FieldReader;
import io.lastword.model.record.LogRecord;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.CatalogEntry;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStoreIT {

    private static final EntityId A = new EntityId("a");

    StoreUnderTest scene;

    RedisServers redis() {
        return Backends.redis();
    }

    @BeforeEach
    void open() {
        scene = new StoreUnderTest(redis());
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void shouldHoldNothingAtFirst() {
        assertThat(scene.read()).isEqualTo(new StoredPartition(null, null, null, null, StoredPartition.Marks.NONE));
    }

    @Test
    void shouldReadBackWhatWasBegun() {
        Generation fresh = fresh("g1", 10);

        assertThat(scene.begin(fresh, true)).isTrue();

        assertThat(scene.read()).isEqualTo(StoredPartition.building(fresh));
    }

    @Test
    void shouldKeepServingWhileANewGenerationIsBuilt() {
        scene.serve("g1", 5);

        scene.begin(fresh("g2", 10), true);

        StoredPartition stored = scene.read();
        assertThat(stored.servedId()).isEqualTo("g1");
        assertThat(stored.buildingId()).isEqualTo("g2");
    }

    @Test
    void shouldStopServingWhatIsNotOfThisLog() {
        scene.serve("g1", 5);

        scene.begin(fresh("g2", OTHER_LOG, 10), false);

        StoredPartition stored = scene.read();
        assertThat(stored.servedId()).isNull();
        assertThat(stored.buildingId()).isEqualTo("g2");
    }

    @Test
    void shouldNotBeginIfTheRolesHaveChanged() {
        StoredPartition seen = scene.read();
        scene.begin(fresh("g1", 5), true);
        Map<String, String> before = scene.bytes();

        boolean begun = scene.store().begin(TYPE, PARTITION, seen, fresh("g2", 5), true, false);

        assertThat(begun).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldNotBeginIfAnotherGenerationIsServedByNow() {
        scene.begin(fresh("g1", 0), true);
        StoredPartition seen = scene.read();
        scene.flip("g1", 0, null);
        Map<String, String> before = scene.bytes();

        assertThat(scene.store().begin(TYPE, PARTITION, seen, fresh("g2", 5), false, false))
                .isFalse();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldApplyABatchWithItsPosition() {
        scene.begin(fresh("g1", 10), true);

        boolean applied = scene.apply(new Step(
                new Step.Target("g1", Step.Role.BUILDING, DEFINITION),
                new Position(LOG, 0, Position.UNKNOWN_EPOCH),
                new Position(LOG, 7, 3),
                StepContents.of(new Delta(Map.of(A, present("a", 6)), 7, 2), PARTITIONS),
                new Step.Progress(
                        START.plusSeconds(1),
                        LATEST,
                        true,
                        Duration.ofHours(2),
                        new Generation.LogEnd(20, 19, START.plusSeconds(2)),
                        7L)));

        assertThat(applied).isTrue();
        Generation stored = scene.record("g1");
        assertThat(stored.position()).isEqualTo(new Position(LOG, 7, 3));
        assertThat(stored.caughtUpAt()).isEqualTo(START.plusSeconds(1));
        assertThat(stored.tombstoneRetention()).isEqualTo(Duration.ofHours(2));
        assertThat(stored.logEnd()).isEqualTo(new Generation.LogEnd(20, 19, START.plusSeconds(2)));
        assertThat(stored.build().logRecords()).isEqualTo(7);
        assertThat(stored.liveEntities()).isEqualTo(1);
        assertThat(stored.unaddressable()).isEqualTo(2);
        assertThat(scene.snapshots("g1")).isEqualTo(Map.of("a", 6L));
    }

    @ParameterizedTest
    @CsvSource({
        "another generation, g2, topic-id-of-this-log, true, 5",
        "another log, g1, topic-id-of-another, true, 5",
        "another definition, g1, topic-id-of-this-log, false, 5",
        "an earlier position, g1, topic-id-of-this-log, true, 4",
        "a later position, g1, topic-id-of-this-log, true, 6",
    })
    void shouldChangeNothingForACallerThatBelievesIn(
            String what, String generation, String topicId, boolean byId, long offset) {
        scene.serve("g1", 5);
        Position from = new Position(new Incarnation(topicId), offset, 0);
        Map<EntityId, Outcome> outcomes = new HashMap<>(Map.of(
                A,
                present("a", 9),
                new EntityId("b"),
                new Outcome.Gone(),
                new EntityId("c"),
                unreadable("c", 9),
                new EntityId("d"),
                new Outcome.Misplaced(9)));
        Map<String, String> before = scene.bytes();

        FoldDefinition definition = new FoldDefinition(DEFINITION.limits(), new IndexSet(byId, List.of()));
        boolean applied = scene.apply(new Step(
                new Step.Target(generation, Step.Role.SERVED, definition),
                from,
                from.at(10, 9),
                StepContents.of(new Delta(outcomes, 4, 1), PARTITIONS),
                new Step.Progress(START, LATEST, true, Duration.ofHours(9), new Generation.LogEnd(99, 99, START), 4L)));

        assertThat(applied).as(what).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldChangeNothingInAGenerationThatLostItsRole() {
        scene.serve("g1", 5);
        scene.begin(fresh("g2", OTHER_LOG, 0), false);
        Map<String, String> before = scene.bytes();

        assertThat(scene.apply(step("g1", 5, 6, present("a", 5)))).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    /** As in a Redis that failed over and lost a flip: the generation is there, at the same offset. */
    @Test
    void shouldChangeNothingForACallerThatBelievesInAnotherRole() {
        scene.serve("g1", 5);
        scene.begin(fresh("g2", 5), true);
        Map<String, String> before = scene.bytes();

        boolean served = scene.store()
                .apply(TYPE, PARTITION, as(Step.Role.BUILDING, step("g1", 5, 6, present("a", 5))))
                .join();
        boolean built = scene.store()
                .apply(TYPE, PARTITION, as(Step.Role.SERVED, step("g2", 0, 6, present("a", 5))))
                .join();

        assertThat(served).isFalse();
        assertThat(built).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldChangeNothingInAnEmptyStore() {
        assertThat(scene.apply(step("g1", 0, 6, present("a", 5)))).isFalse();
        assertThat(scene.bytes()).isEmpty();
    }

    @Test
    void shouldApplyAStepOnceOnly() {
        scene.serve("g1", 5);
        Step step = step("g1", 5, 6, present("a", 5));
        scene.apply(step);
        Map<String, String> before = scene.bytes();

        assertThat(scene.apply(step)).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldApplyStepsThatFollowEachOtherWithoutWaiting() {
        scene.serve("g1", 0);

        CompletableFuture<Boolean> first = scene.send(step("g1", 0, 5, present("a", 4)));
        CompletableFuture<Boolean> second = scene.send(step("g1", 5, 9, present("a", 8)));

        assertThat(first.join()).isTrue();
        assertThat(second.join()).isTrue();
        assertThat(scene.snapshots("g1")).isEqualTo(Map.of("a", 8L));
    }

    @Test
    void shouldFenceAStepThatFollowsAFencedOne() {
        scene.serve("g1", 0);
        Map<String, String> before = scene.bytes();

        CompletableFuture<Boolean> first = scene.send(step("g1", 1, 5, present("a", 4)));
        CompletableFuture<Boolean> second = scene.send(step("g1", 5, 9, present("a", 8)));

        assertThat(first.join()).isFalse();
        assertThat(second.join()).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldDeleteAnEndedEntity() {
        scene.serve("g1", 0);
        scene.apply(step("g1", 0, 2, present("a", 0), present("b", 1)));

        scene.apply(step("g1", 2, 3, gone(List.of(A)), null));

        assertThat(scene.snapshots("g1")).isEqualTo(Map.of("b", 1L));
        assertThat(scene.record("g1").liveEntities()).isEqualTo(1);
    }

    @Test
    void shouldDeleteWhatWasNeverThere() {
        scene.serve("g1", 0);

        assertThat(scene.apply(step("g1", 0, 1, gone(List.of(A)), null))).isTrue();

        assertThat(scene.record("g1").liveEntities()).isZero();
    }

    @Test
    void shouldHoldAnUnreadableEntityInsteadOfItsSnapshot() {
        scene.serve("g1", 0);
        scene.apply(step("g1", 0, 2, present("a", 0), present("b", 1)));

        scene.apply(step("g1", 2, 3, unreadable("a", 2)));

        assertThat(scene.snapshots("g1")).isEqualTo(Map.of("b", 1L));
        assertThat(scene.unreadables("g1")).isEqualTo(Map.of("a", 2L));
        assertThat(scene.record("g1").liveEntities()).isEqualTo(1);
    }

    @Test
    void shouldHealAnUnreadableEntity() {
        scene.serve("g1", 0);
        scene.apply(step("g1", 0, 2, unreadable("a", 0), unreadable("b", 1)));

        scene.apply(step("g1", 2, 3, present("a", 2)));

        assertThat(scene.snapshots("g1")).isEqualTo(Map.of("a", 2L));
        assertThat(scene.unreadables("g1")).isEqualTo(Map.of("b", 1L));
        assertThat(scene.record("g1").liveEntities()).isEqualTo(1);
    }

    @Test
    void shouldKeepAnUnreadableEntityUnreadable() {
        scene.serve("g1", 0);
        scene.apply(step("g1", 0, 1, unreadable("a", 0)));

        scene.apply(step("g1", 1, 2, unreadable("a", 1)));

        assertThat(scene.unreadables("g1")).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void shouldDeleteAnUnreadableEntity() {
        scene.serve("g1", 0);
        scene.apply(step("g1", 0, 1, unreadable("a", 0)));

        scene.apply(step("g1", 1, 2, gone(List.of(A)), null));

        assertThat(scene.unreadables("g1")).isEmpty();
        assertThat(scene.record("g1").liveEntities()).isZero();
    }

    @Test
    void shouldNoteMisplacedKeys() {
        scene.serve("g1", 0);

        scene.apply(step("g1", 0, 9, Map.of(A, new Outcome.Misplaced(8)), null));

        assertThat(scene.snapshots("g1")).isEmpty();
        assertThat(scene.misplaced("g1")).isEqualTo(Map.of("a", 8L));
        assertThat(scene.store().misplaced(TYPE, PARTITION, "g1")).isEqualTo(1);
        assertThat(scene.record("g1").liveEntities()).isZero();
    }

    @Test
    void shouldRememberWhereItWasWholeLast() {
        scene.serve("g1", 5);

        scene.apply(perhapsNotWhole(5, 6));
        scene.apply(perhapsNotWhole(6, 7));
        String catchingUp = scene.field("g1", "whole-at");
        scene.apply(step("g1", 7, 8));

        assertThat(catchingUp).isEqualTo("5");
        assertThat(scene.field("g1", "whole-at")).isEqualTo("8");
    }

    private static Step perhapsNotWhole(long from, long to) {
        Step step = step("g1", from, to);
        return new Step(
                step.target(),
                step.from(),
                step.to(),
                step.contents(),
                new Step.Progress(null, LATEST, false, Duration.ofDays(1), null, null));
    }

    @Test
    void shouldNeverMoveCaughtUpAtBack() {
        scene.serve("g1", 0);
        scene.apply(step("g1", 0, 0, Map.of(), START.plusSeconds(10)));

        scene.apply(step("g1", 0, 1, Map.of(), START.plusSeconds(9)));
        assertThat(scene.record("g1").caughtUpAt()).isEqualTo(START.plusSeconds(10));

        scene.apply(step("g1", 1, 2, Map.of(), null));
        assertThat(scene.record("g1").caughtUpAt()).isEqualTo(START.plusSeconds(10));

        scene.apply(step("g1", 2, 3, Map.of(), START.plusSeconds(11)));
        assertThat(scene.record("g1").caughtUpAt()).isEqualTo(START.plusSeconds(11));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldCountLiveEntitiesExactly(long seed) {
        Random random = new Random(seed);
        Fold fold = new Fold(PARTITION, PARTITIONS, new FieldReader(DEFINITION));
        Map<String, Long> live = new TreeMap<>();
        Map<String, Long> broken = new TreeMap<>();
        scene.serve("g1", 0);
        long offset = 0;
        for (int batch = 0; batch < 60; batch++) {
            List<LogRecord> records = new ArrayList<>();
            long from = offset;
            for (int i = random.nextInt(80); i >= 0; i--) {
                records.add(randomChange(random, offset++, live, broken));
            }

            scene.apply(step("g1", from, offset, fold.reduce(records).outcomes(), null));

            assertThat(scene.record("g1").liveEntities())
                    .isEqualTo(scene.counted("g1"))
                    .isEqualTo(live.size());
        }
        assertThat(scene.snapshots("g1")).isEqualTo(live);
        assertThat(scene.unreadables("g1")).isEqualTo(broken);
    }

    @Test
    void shouldTakeAThousandEntitiesOfOneBucket() {
        List<EntityId> ids = Stream.iterate(0, i -> i + 1)
                .map(i -> new EntityId("id-" + i))
                .filter(id -> Partitioner.bucket(id.toKey(), PARTITIONS, Layout.BUCKETS) == 7)
                .limit(1_000)
                .toList();
        Map<EntityId, Outcome> upserts = ids.stream().collect(Collectors.toMap(id -> id, id -> present(id.value(), 1)));
        Map<EntityId, Outcome> broken =
                ids.stream().collect(Collectors.toMap(id -> id, id -> unreadable(id.value(), 2)));
        Map<EntityId, Outcome> misplaced =
                ids.stream().collect(Collectors.toMap(id -> id, id -> new Outcome.Misplaced(3)));
        scene.serve("g1", 0);

        assertThat(scene.apply(step("g1", 0, 1_000, upserts, null))).isTrue();
        assertThat(scene.redis().hlen(scene.layout().bucket(TYPE, PARTITION, "g1", 7)))
                .isEqualTo(1_000);

        assertThat(scene.apply(step("g1", 1_000, 2_000, broken, null))).isTrue();
        assertThat(scene.record("g1").liveEntities()).isZero();
        assertThat(scene.unreadables("g1")).hasSize(1_000);

        assertThat(scene.apply(step("g1", 2_000, 3_000, upserts, null))).isTrue();
        assertThat(scene.record("g1").liveEntities()).isEqualTo(1_000);
        assertThat(scene.unreadables("g1")).isEmpty();

        assertThat(scene.apply(step("g1", 3_000, 4_000, gone(ids), null))).isTrue();
        assertThat(scene.record("g1").liveEntities()).isZero();
        assertThat(scene.snapshots("g1")).isEmpty();

        assertThat(scene.apply(step("g1", 4_000, 5_000, misplaced, null))).isTrue();
        assertThat(scene.misplaced("g1")).hasSize(1_000);
    }

    @Test
    void shouldGoOnWithAServerThatForgotTheScripts() {
        scene.serve("g1", 0);
        scene.redis().scriptFlush();

        assertThat(scene.apply(step("g1", 0, 5, present("a", 4)))).isTrue();

        assertThat(scene.snapshots("g1")).isEqualTo(Map.of("a", 4L));
    }

    @Test
    void shouldKeepTheOrderOfStepsThatAServerWithoutScriptsRefusedAtFirst() {
        scene.serve("g1", 0);
        scene.redis().scriptFlush();

        List<CompletableFuture<Boolean>> steps = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            steps.add(scene.send(step("g1", i, i + 1, present("a", i))));
        }

        assertThat(steps).allSatisfy(step -> assertThat(step.join()).isTrue());
        assertThat(scene.snapshots("g1")).isEqualTo(Map.of("a", 4L));
    }

    @Test
    void shouldBeginAndFlipOnAServerThatForgotTheScripts() {
        scene.redis().scriptFlush();
        assertThat(scene.begin(fresh("g1", 0), true)).isTrue();
        scene.redis().scriptFlush();
        assertThat(scene.flip("g1", 0, null)).isTrue();
    }

    @Test
    void shouldServeABuildThatReachedItsTarget() {
        scene.begin(fresh("g1", 5), true);
        scene.apply(step("g1", 0, 5, present("a", 4)));

        assertThat(scene.flip("g1", 5, null)).isTrue();

        StoredPartition stored = scene.read();
        assertThat(stored.servedId()).isEqualTo("g1");
        assertThat(stored.buildingId()).isNull();
    }

    @Test
    void shouldNotServeABuildBehindItsTarget() {
        scene.begin(fresh("g1", 5), true);
        scene.apply(step("g1", 0, 4, present("a", 3)));
        Map<String, String> before = scene.bytes();

        assertThat(scene.flip("g1", 4, null)).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldNotServeABuildBehindTheServedGeneration() {
        scene.serve("g1", 9);
        scene.begin(fresh("g2", 5), true);
        scene.apply(step("g2", 0, 8, present("a", 3)));
        Map<String, String> before = scene.bytes();

        assertThat(scene.flip("g2", 8, "g1")).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);

        scene.apply(step("g2", 8, 9, present("a", 8)));
        assertThat(scene.flip("g2", 9, "g1")).isTrue();
        assertThat(scene.read().servedId()).isEqualTo("g2");
    }

    /** What another consumer added since may lie where changes had been compacted away. */
    @Test
    void shouldNotServeABuildThatIsNotWhereItWasJudgedToBeWhole() {
        scene.serve("g1", 5);
        scene.begin(fresh("g2", 5), true);
        scene.apply(step("g2", 0, 6, present("a", 4)));
        Map<String, String> before = scene.bytes();

        assertThat(scene.flip("g2", 5, "g1")).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldServeABuildOfAnotherLogWhateverItsPosition() {
        scene.serve("g1", 9);
        scene.begin(fresh("g2", OTHER_LOG, 0), true);

        assertThat(scene.flip("g2", 0, "g1")).isTrue();
    }

    @Test
    void shouldNotFlipForACallerThatWasOvertaken() {
        scene.serve("g1", 1);
        scene.begin(fresh("g2", 0), true);
        Map<String, String> before = scene.bytes();

        assertThat(scene.flip("g2", 0, null)).isFalse();
        assertThat(scene.flip("g2", 0, "g0")).isFalse();
        assertThat(scene.flip("g3", 0, "g1")).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldInheritALaterCaughtUpAtFromALiveGeneration() {
        scene.serve("g1", 5);
        scene.apply(step("g1", 5, 5, Map.of(), START.plusSeconds(9)));
        scene.begin(fresh("g2", 5), true);
        scene.apply(step("g2", 0, 5, Map.of(), START));

        assertThat(scene.store().flip(TYPE, PARTITION, "g2", 5, "g1", true)).isTrue();

        assertThat(scene.record("g2").caughtUpAt()).isEqualTo(START.plusSeconds(9));
    }

    @Test
    void shouldInheritNoCaughtUpAtThatCannotBeBelieved() {
        scene.serve("g1", 5);
        scene.apply(step("g1", 5, 5, Map.of(), START.plusSeconds(9)));
        scene.begin(fresh("g2", 5), true);
        scene.apply(step("g2", 0, 5, Map.of(), START));

        assertThat(scene.store().flip(TYPE, PARTITION, "g2", 5, "g1", false)).isTrue();

        assertThat(scene.record("g2").caughtUpAt()).isEqualTo(START);
    }

    @Test
    void shouldInheritNoCaughtUpAtOfAnotherLog() {
        scene.serve("g1", 5);
        scene.apply(step("g1", 5, 5, Map.of(), START.plusSeconds(9)));
        scene.begin(fresh("g2", OTHER_LOG, 0), true);

        assertThat(scene.store().flip(TYPE, PARTITION, "g2", 0, "g1", true)).isTrue();

        assertThat(scene.record("g2").caughtUpAt()).isNull();
    }

    @Test
    void shouldMeetARequestWithTheNextGeneration() {
        scene.serve("g1", 5);
        request();
        assertThat(scene.read().marks().rebuildDue()).isEqualTo("requested");

        scene.begin(fresh("g2", 5), true);

        assertThat(scene.read().marks().rebuildDue()).isNull();
    }

    @Test
    void shouldKeepARequestThatWasMadeDuringABuild() {
        scene.serve("g1", 5);
        scene.begin(fresh("g2", 5), true);
        request();
        scene.apply(step("g2", 0, 5, present("a", 4)));

        scene.flip("g2", 5, "g1");

        assertThat(scene.read().marks().rebuildDue()).isEqualTo("requested");
    }

    @Test
    void shouldChangeNothingOfWhatIsServedOnceItIsKnownToBeDamaged() {
        scene.serve("g1", 5);
        assertThat(scene.store().reportDamage(TYPE, PARTITION, "g2")).isFalse();
        assertThat(scene.apply(step("g1", 5, 5, Map.of(), START.plusSeconds(1))))
                .isTrue();

        assertThat(scene.store().reportDamage(TYPE, PARTITION, "g1")).isTrue();

        assertThat(scene.apply(step("g1", 5, 5, Map.of(), START.plusSeconds(9))))
                .isFalse();
        assertThat(scene.record("g1").caughtUpAt()).isEqualTo(START.plusSeconds(1));
        scene.begin(fresh("g2", 5), true);
        assertThat(scene.apply(step("g2", 0, 5, present("a", 4)))).isTrue();
    }

    @Test
    void shouldTellReadersThatAGenerationIsFrozenUntilTheNextOneIsServed() {
        scene.serve("g1", 5);

        scene.store().freeze(TYPE, PARTITION, "tombstones-may-have-expired");
        assertThat(scene.read().marks().frozen()).isTrue();
        scene.begin(fresh("g2", 5), true);
        assertThat(scene.read().marks().frozen()).isTrue();
        scene.apply(step("g2", 0, 5, present("a", 4)));
        scene.flip("g2", 5, "g1");

        assertThat(scene.read().marks().frozen()).isFalse();
    }

    @Test
    void shouldTakeBackThatAGenerationIsFrozen() {
        scene.serve("g1", 5);
        scene.store().freeze(TYPE, PARTITION, "tombstones-may-have-expired");

        scene.store().unfreeze(TYPE, PARTITION);

        assertThat(scene.read().marks().frozen()).isFalse();
    }

    @Test
    void shouldFindThePartitionsThatHaveMoreThanAServedGeneration() {
        scene.serve("g1", 5);
        assertThat(scene.store().unsettled(TYPE, List.of(PARTITION, 7))).isEmpty();

        scene.begin(fresh("g2", 5), true);
        assertThat(scene.store().unsettled(TYPE, List.of(PARTITION, 7))).containsExactly(PARTITION);

        scene.store().discard(TYPE, PARTITION, "g2");
        request();
        assertThat(scene.store().unsettled(TYPE, List.of(PARTITION, 7))).containsExactly(PARTITION);
    }

    @Test
    void shouldGiveUpOnlyTheBuildThatIsMeant() {
        scene.serve("g1", 5);
        scene.begin(fresh("g2", 5), true);
        Map<String, String> before = scene.bytes();

        assertThat(scene.store().discard(TYPE, PARTITION, "g1")).isFalse();
        assertThat(scene.bytes()).isEqualTo(before);

        assertThat(scene.store().discard(TYPE, PARTITION, "g2")).isTrue();
        assertThat(scene.read().buildingId()).isNull();
        assertThat(scene.apply(step("g2", 0, 1, present("a", 0)))).isFalse();
    }

    private void request() {
        scene.redis().hset(scene.layout().partition(TYPE, PARTITION), "rebuild-due".getBytes(), "requested".getBytes());
    }

    @Test
    void shouldDropExactlyTheKeysOfOrphans() {
        scene.serve("g1", 0);
        scene.apply(step("g1", 0, 9, everyKind(9), null));
        scene.begin(fresh("g2", 0), true);
        scene.apply(step("g2", 0, 9, everyKind(9), null));
        scene.begin(fresh("g3", 0), true);
        scene.apply(step("g3", 0, 9, everyKind(9), null));
        Map<String, String> before = scene.bytes();

        int dropped = scene.store().dropOrphans(TYPE, PARTITION).dropped();

        assertThat(dropped).isEqualTo(1);
        String registry = new String(scene.layout().generations(TYPE, PARTITION));
        String orphan = new String(scene.layout().generation(TYPE, PARTITION, "g2"));
        before.keySet().removeIf(key -> key.equals(orphan) || key.startsWith(orphan + ":"));
        before.remove(registry);
        Map<String, String> after = scene.bytes();
        assertThat(after.remove(registry)).isNotNull();
        assertThat(after).isEqualTo(before);
        assertThat(scene.redis().smembers(registry.getBytes()))
                .extracting(id -> new String(id))
                .containsExactlyInAnyOrder("g1", "g3");
    }

    /** Between a look at the roles and the drop a Redis may fail over to one in which the generation has a role. */
    @Test
    void shouldNotDropAGenerationThatHasARoleAgain() {
        scene.serve("g1", 0);
        scene.begin(fresh("g2", 0), true);
        Map<String, String> before = scene.bytes();
        SnapshotStore store = scene.storeThatSeesNoRoles();

        assertThat(store.dropOrphans(TYPE, PARTITION)).isEqualTo(new SnapshotStore.Orphans(0, 2));
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldDropNothingWhileEveryGenerationHasARole() {
        scene.serve("g1", 0);
        scene.begin(fresh("g2", 0), true);
        Map<String, String> before = scene.bytes();

        assertThat(scene.store().dropOrphans(TYPE, PARTITION).dropped()).isZero();
        assertThat(scene.bytes()).isEqualTo(before);
    }

    @Test
    void shouldFindNoGenerationInAPartOfItsRecord() {
        scene.serve("g1", 5);
        scene.redis().hdel(scene.layout().generation(TYPE, PARTITION, "g1"), "offset".getBytes());

        StoredPartition stored = scene.read();

        assertThat(stored.servedId()).isEqualTo("g1");
        assertThat(stored.served()).isNull();
    }

    @Test
    void shouldTellReadersOfTheLog() {
        assertThat(scene.store().published(TYPE)).isNull();
        CatalogEntry entry = new CatalogEntry(LOG, 8);

        scene.store().publish(TYPE, entry);

        assertThat(scene.store().published(TYPE)).isEqualTo(entry);
    }

    @Test
    void shouldKnowTheEvictionPolicy() {
        assertThat(scene.store().evictionPolicies()).containsExactly("noeviction");
    }

    @Test
    void shouldSayThatAStoreDoesNotAnswer() {
        SnapshotStore unreachable = new SnapshotStore(
                () -> {
                    throw new IllegalStateException("no connection");
                },
                scene.layout(),
                Duration.ofSeconds(1));

        assertThatThrownBy(() -> unreachable.read(TYPE, PARTITION))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("no connection");
        assertThat(unreachable.apply(TYPE, PARTITION, step("g1", 0, 1))).isCompletedExceptionally();
    }

    private static Map<EntityId, Outcome> everyKind(long revision) {
        Map<EntityId, Outcome> outcomes = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            outcomes.put(new EntityId("id-" + i), present("id-" + i, revision));
        }
        outcomes.put(new EntityId("broken"), unreadable("broken", revision));
        outcomes.put(new EntityId("stray"), new Outcome.Misplaced(revision));
        return outcomes;
    }

    private static LogRecord randomChange(
            Random random, long offset, Map<String, Long> live, Map<String, Long> broken) {
        EntityId id = new EntityId("id-" + random.nextInt(100));
        live.remove(id.value());
        broken.remove(id.value());
        switch (random.nextInt(4)) {
            case 0 -> {
                return new LogRecord.Readable(new Change.Tombstone(id, "deregistered"), offset, START);
            }
            case 1 -> {
                broken.put(id.value(), offset);
                return new LogRecord.Unreadable(id, offset, START, "not JSON");
            }
            default -> {
                live.put(id.value(), offset);
                Snapshot snapshot = ((Outcome.Present) present(id.value(), offset)).snapshot();
                return new LogRecord.Readable(
                        new Change.Upsert(id, "updated", snapshot.state()), offset, Instant.EPOCH);
            }
        }
    }
}
