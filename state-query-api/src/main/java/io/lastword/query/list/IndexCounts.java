package io.lastword.query.list;

import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.index.IndexValue;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.query.currency.Current;
import io.lastword.query.currency.CurrentReads;
import io.lastword.query.currency.Demand;
import io.lastword.query.currency.NotReady;
import io.lastword.query.scan.IndexReader;
import io.lastword.query.scan.ValueCounts;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead.Served;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Counts the entities of a type by the value of a declared index. Thread-safe; callers wait. */
public final class IndexCounts {

    /** More values are not counted. */
    public static final int MAX_VALUES = 1_000;

    private final CurrentReads reads;
    private final IndexReader indexes;
    private final NotReady notReady;

    public IndexCounts(CurrentReads reads, IndexReader indexes, NotReady notReady) {
        this.reads = reads;
        this.indexes = indexes;
        this.notReady = notReady;
    }

    /**
     * The counts at one position.
     *
     * @param current the positions that they are true at, without entities
     * @param counts by value, in its order
     * @param unindexed readable entities that are not in the index
     */
    public record Counted(Current current, List<Count> counts, long unindexed) {}

    /** How many entities have a value. */
    public record Count(IndexValue value, long entities) {}

    /**
     * Counts.
     *
     * @param by name of a declared index, not of coordinates
     * @throws ProblemException where no true answer can be given, or the index is of no use
     * @throws io.lastword.query.snapshot.StoreUnavailableException if the store did not answer
     */
    public Counted count(EntityType type, String by, Demand demand) {
        IndexDefinition index = type.indexes()
                .find(by)
                .filter(declared -> declared.kind() != Kind.GEO)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID_PARAMETER,
                        "by='" + by + "' is not a field that the type '" + type.name()
                                + "' can be counted by; it declares " + countable(type)));
        Map<PartitionKey, ValueCounts> counts = reads.read(
                type.name(), demand, partitions -> read(type.name(), index, partitions), IndexCounts::served);
        SortedMap<byte[], Long> sums = new TreeMap<>(Arrays::compareUnsigned);
        long unindexed = 0;
        for (ValueCounts partition : counts.values()) {
            unindexed += partition.live();
            for (ValueCounts.Count count : partition.counts()) {
                sums.merge(count.value(), count.entities(), Long::sum);
                unindexed -= count.entities();
            }
        }
        if (sums.size() > MAX_VALUES) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_VALUES,
                    "by='" + by + "' has more than " + MAX_VALUES + " values; list the entities instead");
        }
        List<Count> byValue = new ArrayList<>();
        sums.forEach((value, entities) ->
                byValue.add(new Count(IndexValue.decode(index.kind(), ByteBuffer.wrap(value)), entities)));
        return new Counted(new Current(type.name(), served(counts), Map.of()), byValue, unindexed);
    }

    private Map<PartitionKey, ValueCounts> read(String type, IndexDefinition index, int partitions) {
        List<PartitionKey> keys = IntStream.range(0, partitions)
                .mapToObj(partition -> new PartitionKey(type, partition))
                .toList();
        Map<PartitionKey, ValueCounts> counts = indexes.count(keys, index.name(), MAX_VALUES);
        keys.forEach(key -> {
            ValueCounts partition = counts.get(key);
            if (partition == null) {
                throw notReady.cold(key);
            }
            if (!partition.status().isWhole()) {
                throw notReady.catchingUp(key, partition.status());
            }
            if (!Order.isDeclaredIn(partition.definition(), index)) {
                throw notReady.withoutIndex(key, index.name());
            }
            if (partition.misplaced() > 0) {
                throw notReady.misplacedKeys(type, "a count may lack entities");
            }
        });
        return counts;
    }

    private static SortedMap<Integer, Served> served(Map<PartitionKey, ValueCounts> counts) {
        SortedMap<Integer, Served> served = new TreeMap<>();
        counts.forEach((key, partition) -> served.put(key.partition(), partition.status()));
        return served;
    }

    private static String countable(EntityType type) {
        String names = type.indexes().declared().stream()
                .filter(index -> index.kind() != Kind.GEO)
                .map(IndexDefinition::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none; declare an index in types.yml" : names;
    }
}
