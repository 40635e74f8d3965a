package io.lastword.query.list;

import io.lastword.query.filter.Filter;
import io.lastword.query.lookup.NotReady;
import io.lastword.query.snapshot.IndexReader.Portion;
import io.lastword.query.snapshot.IndexRun;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead.Served;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the partitions have for one page. What is taken of a partition comes from one read, at one moment; one that had too
 * little is read anew, with more.
 *
 * @param served of each partition, what the entries are of
 * @param items at most as many as the page may have
 * @param last the place behind which the list goes on, or null if this is its end
 */
record Gathering(
        SortedMap<Integer, Served> served, List<IndexRun.Entry> items, long unreadable, byte @Nullable [] last) {

    /** Reads what comes next of some partitions; of those that are cold, nothing. */
    interface Source extends Function<Map<PartitionKey, Portion>, Map<PartitionKey, IndexRun>> {}

    /** @throws io.lastword.model.ProblemException if a partition can't tell what comes next */
    static Gathering of(ListQuery query, int partitions, int limit, Source source, NotReady notReady) {
        Portions portions = new Portions(limit, partitions);
        SortedMap<Integer, IndexRun> runs = new TreeMap<>();
        Set<Integer> wanted = new TreeSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            wanted.add(partition);
        }
        while (true) {
            read(query, wanted, portions, source, notReady, runs);
            Merge merge = Merge.of(runs.values());
            Gathering gathering = take(merge, query.filter(), limit, runs);
            if (merge.completeTo() == null || gathering.items.size() == limit) {
                return gathering;
            }
            wanted.clear();
            runs.forEach((partition, run) -> {
                if (run.completeTo() != null) {
                    int used = (int) run.entries().stream()
                            .filter(entry -> Arrays.compareUnsigned(entry.place(), merge.completeTo()) <= 0)
                            .count();
                    if (portions.enlarge(partition, run.entries().size(), used, gathering.items.size())) {
                        wanted.add(partition);
                    }
                }
            });
            if (wanted.isEmpty()) {
                return gathering;
            }
        }
    }

    private static void read(
            ListQuery query,
            Set<Integer> wanted,
            Portions portions,
            Source source,
            NotReady notReady,
            Map<Integer, IndexRun> runs) {
        Map<PartitionKey, Portion> portionOf = new TreeMap<>(Comparator.comparingInt(PartitionKey::partition));
        wanted.forEach(
                partition -> portionOf.put(new PartitionKey(query.type().name(), partition), portions.of(partition)));
        Map<PartitionKey, IndexRun> found = source.apply(portionOf);
        portionOf.keySet().forEach(key -> {
            IndexRun run = found.get(key);
            if (run == null) {
                throw notReady.cold(key);
            }
            if (!run.status().isWhole()) {
                throw notReady.catchingUp(key, run.status());
            }
            if (!Order.isDeclaredIn(run.definition(), query.order().declared())) {
                throw notReady.withoutIndex(key, query.order().index());
            }
            if (run.misplaced() > 0) {
                throw notReady.misplacedKeys(query.type().name(), "a list may lack entities");
            }
            runs.put(key.partition(), run);
        });
    }

    private static Gathering take(Merge merge, Filter filter, int limit, SortedMap<Integer, IndexRun> runs) {
        List<IndexRun.Entry> items = new ArrayList<>();
        byte[] last = merge.completeTo();
        for (IndexRun.Entry entry : merge.entries()) {
            if (filter.accepts(entry.snapshot().id(), entry.snapshot().state())) {
                if (items.size() == limit) {
                    last = items.get(limit - 1).place();
                    break;
                }
                items.add(entry);
            }
        }
        SortedMap<Integer, Served> served = new TreeMap<>();
        runs.forEach((partition, run) -> served.put(partition, run.status()));
        long unreadable = runs.values().stream().mapToLong(IndexRun::unreadable).sum();
        return new Gathering(served, items, unreadable, last);
    }
}
