package io.lastword.consumer.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexSet;
import io.lastword.model.index.IndexValue;
import io.lastword.model.index.IndexedValues;
import io.lastword.model.json.FieldReader;
import io.lastword.model.record.LogRecord;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.FoldDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTest {

    private static final int PARTITIONS = 3;
    private static final int PARTITION = 1;
    private static final int RECORDS = 2_000;
    private static final int IDS = 120;

    private static final FoldDefinition DEFINITION = new FoldDefinition(
            new StateLimits(1_000, 10),
            new IndexSet(
                    true,
                    List.of(
                            new IndexDefinition("n", IndexDefinition.Kind.NUMBER, List.of("/n")),
                            new IndexDefinition("s", IndexDefinition.Kind.STRING, List.of("/s")))));

    private final Fold fold = new Fold(PARTITION, PARTITIONS, new FieldReader(DEFINITION));

    /** Snapshots and index entries in memory: the least that a delta can be applied to. */
    private static final class MemoryStore {

        private final Map<String, String> present = new TreeMap<>();
        private final Map<String, String> unreadable = new TreeMap<>();
        private final Map<String, String> misplaced = new TreeMap<>();
        private final Map<String, IndexedValues> indexed = new TreeMap<>();
        private final Set<String> entries = new TreeSet<>();

        void apply(Delta delta) {
            delta.outcomes().forEach((id, outcome) -> {
                String name = id.value();
                if (outcome instanceof Outcome.Misplaced elsewhere) {
                    misplaced.put(name, "@" + elsewhere.revision());
                    return;
                }
                present.remove(name);
                unreadable.remove(name);
                IndexedValues old = indexed.remove(name);
                if (old != null) {
                    entries.removeAll(entries(name, old));
                }
                if (outcome instanceof Outcome.Present there) {
                    indexed.put(name, there.indexed());
                    entries.addAll(entries(name, there.indexed()));
                    present.put(
                            name,
                            "@" + there.snapshot().revision() + " "
                                    + there.snapshot().updatedAt() + " "
                                    + there.snapshot().event() + " "
                                    + new String(there.snapshot().state(), UTF_8));
                } else if (outcome instanceof Outcome.Unreadable broken) {
                    unreadable.put(
                            name,
                            "@" + broken.entity().revision() + " "
                                    + broken.entity().loggedAt() + " "
                                    + broken.entity().reason());
                }
            });
        }

        Map<String, Object> contents() {
            return Map.of("present", present, "unreadable", unreadable, "misplaced", misplaced, "entries", entries);
        }
    }

    private static List<String> entries(String name, IndexedValues indexed) {
        List<String> entries = new ArrayList<>(List.of("id=" + name));
        List<byte[]> values = indexed.values(2);
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                entries.add(i + "=" + HexFormat.of().formatHex(values.get(i)) + " " + name);
            }
        }
        return entries;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldEqualAFoldOfOneRecordAfterTheOther(long seed) {
        List<LogRecord> log = randomLog(new Random(seed));

        MemoryStore store = foldInBatches(log, List.of());

        assertThat(store.contents()).isEqualTo(recordByRecord(log));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void shouldGiveTheSameStoreHoweverTheLogIsCut(long seed) {
        Random random = new Random(seed);
        List<LogRecord> log = randomLog(random);
        Map<String, Object> whole = foldInBatches(log, List.of()).contents();

        for (int split = 0; split < 20; split++) {
            List<Integer> cuts = randomCuts(random, log.size());

            assertThat(foldInBatches(log, cuts).contents())
                    .as("cut at %s", cuts)
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void shouldGiveTheSameStoreFromTheCompactedLog(long seed) {
        Random random = new Random(seed);
        List<LogRecord> log = randomLog(random);
        List<LogRecord> compacted = compacted(log, record -> true);

        MemoryStore store = foldInBatches(compacted, randomCuts(random, compacted.size()));

        assertThat(compacted).hasSizeLessThan(log.size() / 2);
        assertThat(store.contents()).isEqualTo(foldInBatches(log, List.of()).contents());
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35})
    void shouldGiveTheSameEntitiesFromTheCompactedLogWithoutItsTombstones(long seed) {
        Random random = new Random(seed);
        List<LogRecord> log = randomLog(random);
        List<LogRecord> compacted = compacted(log, record -> !isTombstone(record));

        MemoryStore store = foldInBatches(compacted, randomCuts(random, compacted.size()));

        MemoryStore full = foldInBatches(log, List.of());
        assertThat(store.present).isEqualTo(full.present);
        assertThat(store.entries).isEqualTo(full.entries);
        assertThat(store.unreadable).isEqualTo(full.unreadable);
        // A misplaced tombstone says that a foreign partitioner writes here, for as long as the log holds it.
        assertThat(full.misplaced).containsAllEntriesOf(store.misplaced);
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45})
    void shouldGiveTheSameStoreFromALogCompactedHalfWay(long seed) {
        Random random = new Random(seed);
        List<LogRecord> log = randomLog(random);
        int clean = log.size() / 2;
        List<LogRecord> halfway = new ArrayList<>(compacted(log.subList(0, clean), record -> true));
        halfway.addAll(log.subList(clean, log.size()));

        MemoryStore store = foldInBatches(halfway, randomCuts(random, halfway.size()));

        assertThat(store.contents()).isEqualTo(foldInBatches(log, List.of()).contents());
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53})
    void shouldChangeNothingWhenFoldedAgain(long seed) {
        Random random = new Random(seed);
        List<LogRecord> log = randomLog(random);
        MemoryStore once = new MemoryStore();
        MemoryStore twice = new MemoryStore();

        for (List<LogRecord> batch : cut(log, randomCuts(random, log.size()))) {
            Delta delta = fold.reduce(batch);
            once.apply(delta);
            twice.apply(delta);
            twice.apply(delta);

            assertThat(twice.contents()).isEqualTo(once.contents());
        }
    }

    @Test
    void shouldHealAnUnreadableEntityWithItsNextGoodChange() {
        EntityId id = idsOf(PARTITION, 1).get(0);
        MemoryStore store = new MemoryStore();

        store.apply(fold.reduce(List.of(upsert(id, 0, "{\"n\":0}"), unreadable(id, 1))));
        assertThat(store.present).isEmpty();
        assertThat(store.unreadable).containsOnlyKeys(id.value());

        store.apply(fold.reduce(List.of(upsert(id, 2, "{\"n\":2}"))));
        assertThat(store.unreadable).isEmpty();
        assertThat(store.present.get(id.value())).startsWith("@2 ").endsWith("{\"n\":2}");
    }

    @Test
    void shouldEndAnUnreadableEntityWithItsTombstone() {
        EntityId id = idsOf(PARTITION, 1).get(0);

        MemoryStore store = foldInBatches(List.of(unreadable(id, 1), tombstone(id, 2)), List.of(1));

        assertThat(store.contents()).isEqualTo(new MemoryStore().contents());
    }

    @Test
    void shouldTellByWhatAnEntityIsFoundInItsLastState() {
        EntityId id = idsOf(PARTITION, 1).get(0);

        Delta delta = fold.reduce(List.of(upsert(id, 0, "{\"n\":1}"), upsert(id, 1, "{\"s\":\"x\"}")));

        Outcome.Present present = (Outcome.Present) delta.outcomes().get(id);
        assertThat(present.indexed().values(2)).containsExactly(null, new IndexValue.Text("x").encode());
    }

    @Test
    void shouldNotServeAKeyThatBelongsElsewhere() {
        EntityId stray = idsOf(PARTITION + 1, 1).get(0);

        Delta delta = fold.reduce(List.of(upsert(stray, 5, "{}"), unreadable(stray, 6), tombstone(stray, 7)));

        assertThat(delta.outcomes()).isEqualTo(Map.of(stray, new Outcome.Misplaced(7)));
        assertThat(delta.records()).isEqualTo(3);
    }

    @Test
    void shouldCountAndSkipWhatNoRequestCouldAddress() {
        EntityId id = idsOf(PARTITION, 1).get(0);

        Delta delta = fold.reduce(List.of(
                new LogRecord.Unaddressable(0, "the key is empty"),
                upsert(id, 1, "{}"),
                new LogRecord.Unaddressable(2, "the key is not UTF-8")));

        assertThat(delta.unaddressable()).isEqualTo(2);
        assertThat(delta.records()).isEqualTo(3);
        assertThat(delta.outcomes()).containsOnlyKeys(id);
    }

    @Test
    void shouldChangeNothingWithoutRecords() {
        assertThat(fold.reduce(List.of())).isEqualTo(new Delta(Map.of(), 0, 0));
    }

    private MemoryStore foldInBatches(List<LogRecord> log, List<Integer> cuts) {
        MemoryStore store = new MemoryStore();
        cut(log, cuts).forEach(batch -> store.apply(fold.reduce(batch)));
        return store;
    }

    /** The definition of the fold, without batches. */
    private static Map<String, Object> recordByRecord(List<LogRecord> log) {
        Map<String, String> present = new HashMap<>();
        Map<String, String> unreadable = new HashMap<>();
        Map<String, String> misplaced = new HashMap<>();
        Map<String, IndexedValues> indexed = new HashMap<>();
        for (LogRecord each : log) {
            if (!(each instanceof LogRecord.Addressed record)) {
                continue;
            }
            String name = record.id().value();
            if (Partitioner.partition(record.id().toKey(), PARTITIONS) != PARTITION) {
                misplaced.put(name, "@" + record.revision());
                continue;
            }
            present.remove(name);
            unreadable.remove(name);
            indexed.remove(name);
            if (record instanceof LogRecord.Unreadable broken) {
                unreadable.put(name, "@" + broken.revision() + " " + broken.loggedAt() + " " + broken.reason());
            } else if (((LogRecord.Readable) record).change() instanceof Change.Upsert upsert) {
                present.put(
                        name,
                        "@" + record.revision() + " " + record.loggedAt() + " " + upsert.event() + " "
                                + new String(upsert.state(), UTF_8));
                indexed.put(name, new FieldReader(DEFINITION).readIndexed(upsert.state()));
            }
        }
        Set<String> entries = new TreeSet<>();
        indexed.forEach((name, values) -> entries.addAll(entries(name, values)));
        return Map.of("present", present, "unreadable", unreadable, "misplaced", misplaced, "entries", entries);
    }

    private static List<List<LogRecord>> cut(List<LogRecord> log, List<Integer> cuts) {
        List<List<LogRecord>> batches = new ArrayList<>();
        int from = 0;
        for (int to : cuts) {
            batches.add(log.subList(from, to));
            from = to;
        }
        batches.add(log.subList(from, log.size()));
        return batches;
    }

    private static List<Integer> randomCuts(Random random, int size) {
        return random.ints(random.nextInt(size / 2), 0, size).sorted().boxed().toList();
    }

    /** The last record of each key, in log order, if it is kept. */
    private static List<LogRecord> compacted(List<LogRecord> log, Predicate<LogRecord> kept) {
        Map<EntityId, LogRecord> last = new HashMap<>();
        for (LogRecord record : log) {
            if (record instanceof LogRecord.Addressed addressed) {
                last.put(addressed.id(), record);
            }
        }
        return log.stream()
                .filter(record -> !(record instanceof LogRecord.Addressed addressed)
                        || record == last.get(addressed.id()) && kept.test(record))
                .toList();
    }

    private static boolean isTombstone(LogRecord record) {
        return record instanceof LogRecord.Readable readable && readable.change() instanceof Change.Tombstone;
    }

    private static List<LogRecord> randomLog(Random random) {
        List<EntityId> ids = new ArrayList<>(idsOf(PARTITION, IDS));
        ids.addAll(idsOf(PARTITION + 1, IDS / 20));
        List<LogRecord> log = new ArrayList<>();
        long offset = random.nextInt(1_000);
        for (int i = 0; i < RECORDS; i++) {
            EntityId id = ids.get(random.nextInt(ids.size()));
            int kind = random.nextInt(100);
            if (kind < 60) {
                String more = random.nextBoolean() ? "}" : ",\"s\":\"" + random.nextInt(5) + "\"}";
                log.add(upsert(id, offset, "{\"n\":" + random.nextInt() + more));
            } else if (kind < 85) {
                log.add(tombstone(id, offset));
            } else if (kind < 97) {
                log.add(unreadable(id, offset));
            } else {
                log.add(new LogRecord.Unaddressable(offset, "the key is not UTF-8"));
            }
            offset += 1 + random.nextInt(3);
        }
        return log;
    }

    private static List<EntityId> idsOf(int partition, int count) {
        List<EntityId> ids = new ArrayList<>();
        for (int i = 0; ids.size() < count; i++) {
            EntityId id = new EntityId("id-" + i);
            if (Partitioner.partition(id.toKey(), PARTITIONS) == partition) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static LogRecord upsert(EntityId id, long offset, String state) {
        return new LogRecord.Readable(
                new Change.Upsert(id, "updated", state.getBytes(UTF_8)), offset, Instant.ofEpochMilli(offset));
    }

    private static LogRecord tombstone(EntityId id, long offset) {
        return new LogRecord.Readable(new Change.Tombstone(id, "deregistered"), offset, Instant.ofEpochMilli(offset));
    }

    private static LogRecord unreadable(EntityId id, long offset) {
        return new LogRecord.Unreadable(id, offset, Instant.ofEpochMilli(offset), "not JSON");
    }
}
