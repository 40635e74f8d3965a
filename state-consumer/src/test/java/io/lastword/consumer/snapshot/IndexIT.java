package io.lastword.consumer.snapshot;

import static io.lastword.consumer.snapshot.StoreUnderTest.LOG;
import static io.lastword.consumer.snapshot.StoreUnderTest.PARTITION;
import static io.lastword.consumer.snapshot.StoreUnderTest.PARTITIONS;
import static io.lastword.consumer.snapshot.StoreUnderTest.START;
import static io.lastword.consumer.snapshot.StoreUnderTest.TYPE;
import static io.lastword.consumer.snapshot.StoreUnderTest.fresh;
import static io.lastword.consumer.snapshot.StoreUnderTest.step;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.IndexContents;
import io.lastword.consumer.fold.Fold;
import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.index.IndexSet;
import io.lastword.model.json.FieldReader;
import io.lastword.model.record.LogRecord;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Layout;
import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The indexes, changed in one step with the snapshots that they are of. */
class IndexIT {

    static final FoldDefinition DEFINITION = new FoldDefinition(
            new StateLimits(10_000, 10),
            new IndexSet(
                    true,
                    List.of(
                            new IndexDefinition("battery", Kind.NUMBER, List.of("/battery")),
                            new IndexDefinition("position", Kind.GEO, List.of("/at/lat", "/at/lon")),
                            new IndexDefinition("status", Kind.STRING, List.of("/status")))));

    private static final EntityId A = new EntityId("a");
    private static final EntityId B = new EntityId("b");
    private static final String G = "g1";

    /** What the log says of each entity, to compare the indexes with. */
    private final Map<EntityId, byte[]> states = new HashMap<>();

    private final List<LogRecord> batch = new ArrayList<>();
    private long offset;
    StoreUnderTest scene;

    RedisServers redis() {
        return Backends.redis();
    }

    @BeforeEach
    void open() {
        scene = new StoreUnderTest(redis());
        scene.serve(G, DEFINITION);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void shouldPutAnEntityIntoEachIndexThatItHasAValueFor() {
        upsert(A, "{\"battery\":-1.5,\"status\":\"idle\",\"at\":{\"lat\":1,\"lon\":2}}");
        upsert(B, "{\"battery\":\"full\",\"status\":\"idle\"}");
        apply();

        assertIndexed();
        assertThat(count("battery")).isEqualTo(1);
        assertThat(count("position")).isEqualTo(1);
        assertThat(count("status")).isEqualTo(2);
        assertThat(count("id")).isEqualTo(2);
    }

    @Test
    void shouldMoveAnEntryWithItsValue() {
        upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
        apply();

        upsert(A, "{\"battery\":1,\"status\":\"driving\"}");
        apply();

        assertIndexed();
        assertThat(count("status")).isEqualTo(1);
    }

    @Test
    void shouldTakeAnEntityOutOfAnIndexThatItNoLongerHasAValueFor() {
        upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
        apply();

        upsert(A, "{\"battery\":null,\"status\":\"idle\"}");
        apply();

        assertIndexed();
        assertThat(count("battery")).isZero();
        assertThat(count("status")).isEqualTo(1);
    }

    @Test
    void shouldTakeAnEndedEntityOutOfEveryIndex() {
        upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
        upsert(B, "{\"battery\":1,\"status\":\"idle\"}");
        apply();

        delete(A);
        apply();

        assertIndexed();
        assertThat(count("id")).isEqualTo(1);
    }

    @Test
    void shouldTakeAnUnreadableEntityOutOfEveryIndexUntilItIsHealed() {
        upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
        apply();

        spoil(A);
        apply();
        assertIndexed();
        assertThat(count("id")).isZero();

        upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
        apply();
        assertIndexed();
        assertThat(count("id")).isEqualTo(1);
    }

    @Test
    void shouldDeleteWhatWasNeverIndexed() {
        delete(A);
        spoil(B);
        apply();

        assertIndexed();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldHoldTheSameEntriesHoweverTheLogIsCut(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 40; step++) {
            for (int i = random.nextInt(60); i >= 0; i--) {
                randomChange(random);
            }
            apply();
            assertIndexed();
        }
    }

    @Test
    void shouldTakeAThousandEntitiesOfOneBucket() {
        List<EntityId> ids = Stream.iterate(0, i -> i + 1)
                .map(i -> new EntityId("id-" + i))
                .filter(id -> Partitioner.bucket(id.toKey(), PARTITIONS, Layout.BUCKETS) == 7)
                .limit(1_000)
                .toList();
        ids.forEach(id -> upsert(id, "{\"battery\":1,\"status\":\"idle\",\"at\":{\"lat\":1,\"lon\":2}}"));
        apply();
        assertIndexed();

        ids.forEach(id -> upsert(id, "{\"battery\":2,\"status\":\"away\",\"at\":{\"lat\":-1,\"lon\":2}}"));
        apply();
        assertIndexed();

        ids.forEach(this::delete);
        apply();
        assertIndexed();
    }

    @Test
    void shouldKeepNoIndexThatIsNotDefined() {
        FoldDefinition none = new FoldDefinition(DEFINITION.limits(), new IndexSet(false, List.of()));
        scene.serve("g2", none);

        upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
        apply("g2", none);

        assertThat(scene.snapshots("g2")).containsKey("a");
        assertThat(scene.bytes().keySet()).noneMatch(key -> key.contains(":g2:by-"));
    }

    @Test
    void shouldKeepDeclaredIndexesWithoutOneOfIds() {
        FoldDefinition declaredOnly = new FoldDefinition(
                DEFINITION.limits(), new IndexSet(false, DEFINITION.indexes().declared()));
        scene.serve("g2", declaredOnly);

        upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
        upsert(B, "{\"battery\":2}");
        apply("g2", declaredOnly);
        delete(A);
        apply("g2", declaredOnly);

        assertIndexed("g2", declaredOnly);
    }

    @Test
    void shouldFoldOnWhereASnapshotIsBroken() {
        upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
        upsert(B, "{\"battery\":1,\"status\":\"idle\"}");
        apply();
        int bucket = Partitioner.bucket(A.toKey(), PARTITIONS, Layout.BUCKETS);
        byte[] hash = scene.layout().bucket(TYPE, PARTITION, G, bucket);

        for (byte[] broken : new byte[][] {{}, {1}, {1, 1, 0, 9, 7}, {0, 2, 0, 0}}) {
            scene.redis().hset(hash, A.toKey(), broken);
            upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
            apply();
        }

        assertIndexed();
    }

    @Test
    void shouldDropTheIndexesOfAnOrphanByItsOwnDefinition() {
        FoldDefinition other = new FoldDefinition(
                DEFINITION.limits(),
                new IndexSet(true, List.of(new IndexDefinition("colour", Kind.STRING, List.of("/colour")))));
        scene.begin(fresh("orphan", LOG, 0, other), true);
        upsert(A, "{\"colour\":\"red\"}");
        apply("orphan", other);
        assertThat(scene.indexes("orphan", other).count("colour")).isEqualTo(1);
        scene.store().discard(TYPE, PARTITION, "orphan");

        assertThat(scene.store().dropOrphans(TYPE, PARTITION).dropped()).isEqualTo(1);

        assertThat(scene.bytes().keySet()).isNotEmpty().noneMatch(key -> key.contains("orphan"));
    }

    @Test
    void shouldCountTheEntitiesThatAreNotInAnIndex() {
        upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
        upsert(B, "{\"battery\":\"full\",\"status\":\"idle\"}");
        spoil(new EntityId("broken"));
        apply();

        Map<String, Long> unindexed = scene.store()
                .unindexed(TYPE, PARTITION, G, List.of("battery", "position", "status"))
                .join();

        assertThat(unindexed).isEqualTo(Map.of("battery", 1L, "position", 2L, "status", 0L));
    }

    /** Counted by Redis itself: an entity that changes and keeps its values costs its indexes nothing. */
    @Test
    void shouldNotTouchAnIndexWhoseValuesStay() {
        upsert(A, "{\"battery\":1,\"status\":\"idle\"}");
        upsert(B, "{\"battery\":1,\"status\":\"idle\"}");
        apply();
        long before = scene.calls("zadd") + scene.calls("zrem");

        upsert(A, "{\"battery\":1.0,\"status\":\"idle\",\"more\":true}");
        upsert(B, "{\"battery\":1,\"status\":\"idle\",\"more\":true}");
        apply();
        long after = scene.calls("zadd") + scene.calls("zrem");

        assertThat(after).isEqualTo(before);
        assertThat(before).isPositive();
        assertIndexed();
    }

    void upsert(EntityId id, String state) {
        batch.add(new LogRecord.Readable(
                new Change.Upsert(id, "updated", state.getBytes(UTF_8)), offset + batch.size(), START));
        states.put(id, state.getBytes(UTF_8));
    }

    void delete(EntityId id) {
        batch.add(new LogRecord.Readable(new Change.Tombstone(id, "deregistered"), offset + batch.size(), START));
        states.remove(id);
    }

    void spoil(EntityId id) {
        batch.add(new LogRecord.Unreadable(id, offset + batch.size(), START, "not JSON"));
        states.remove(id);
    }

    /** Folds what was written since the last call, in one step. */
    void apply() {
        apply(G, DEFINITION);
    }

    void apply(String generation, FoldDefinition definition) {
        Step step = nextStep(generation, definition);
        assertThat(scene.apply(step)).isTrue();
    }

    Step nextStep(String generation, FoldDefinition definition) {
        long from = Long.parseLong(scene.field(generation, "offset"));
        offset += batch.size();
        Fold fold = new Fold(PARTITION, PARTITIONS, new FieldReader(definition));
        Step step = step(generation, definition, from, offset, fold.reduce(batch), null);
        batch.clear();
        return step;
    }

    void assertIndexed() {
        assertIndexed(G, DEFINITION);
    }

    private void assertIndexed(String generation, FoldDefinition definition) {
        assertThat(scene.indexes(generation, definition)).isEqualTo(IndexContents.of(definition, PARTITIONS, states));
    }

    private long count(String index) {
        return scene.indexes(G, DEFINITION).count(index);
    }

    private void randomChange(Random random) {
        EntityId id = new EntityId("id-" + random.nextInt(100));
        switch (random.nextInt(6)) {
            case 0 -> delete(id);
            case 1 -> spoil(id);
            default ->
                upsert(
                        id,
                        Stream.of(
                                        "\"battery\":" + random.nextInt(3),
                                        "\"status\":\"" + random.nextInt(3) + "\"",
                                        "\"at\":{\"lat\":" + random.nextInt(2) + ",\"lon\":0}")
                                .filter(member -> random.nextInt(4) > 0)
                                .collect(Collectors.joining(",", "{", "}")));
        }
    }
}
