package io.lastword.query.list;

import io.lastword.query.currency.NotReady;
import io.lastword.query.scan.IndexReader.Portion;
import io.lastword.query.scan.IndexRun;
import io.lastword.query.snapshot.Allowance;
import io.lastword.query.snapshot.PartitionKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Gathers what the partitions have for one page; one that had too little is read anew, with more. For one page.
 */
final class Gatherer {

    private final ListQuery query;
    private final int limit;
    private final Source source;
    private final NotReady notReady;
    private final Allowance allowance;

    Gatherer(ListQuery query, int limit, Source source, NotReady notReady, Allowance allowance) {
        this.query = query;
        this.limit = limit;
        this.source = source;
        this.notReady = notReady;
        this.allowance = allowance;
    }

    /** Reads what comes next of some partitions; of those that are cold, nothing. */
    interface Source extends Function<Map<PartitionKey, Portion>, Map<PartitionKey, IndexRun>> {}

    /** @throws io.lastword.model.problem.ProblemException if a partition can't tell what comes next */
    Gathering gather(int partitions) {
        Portions portions = new Portions(limit, partitions, allowance.most());
        SortedMap<Integer, IndexRun> runs = new TreeMap<>();
        Set<Integer> wanted = new TreeSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            wanted.add(partition);
        }
        while (true) {
            wanted.forEach(runs::remove);
            allowance.hold(portions.bytes(wanted) + bytes(runs.values()));
            read(wanted, portions, runs);
            Merge merge = Merge.of(runs.values());
            Gathering gathering = Gathering.of(merge, query.filter(), limit, runs);
            wanted.clear();
            if (merge.completeTo() != null && gathering.items().size() < limit) {
                wanted.addAll(tooLittle(
                        runs, merge.completeTo(), portions, gathering.items().size()));
            }
            if (wanted.isEmpty()) {
                allowance.hold(bytes(runs.values()));
                return gathering;
            }
        }
    }

    /** The partitions that can be read anew with more. */
    private static Set<Integer> tooLittle(
            Map<Integer, IndexRun> runs, byte[] completeTo, Portions portions, int matched) {
        Set<Integer> tooLittle = new TreeSet<>();
        runs.forEach((partition, run) -> {
            if (run.completeTo() != null) {
                int used = (int) run.entries().stream()
                        .filter(entry -> Arrays.compareUnsigned(entry.place(), completeTo) <= 0)
                        .count();
                if (portions.enlarge(partition, run.entries().size(), bytes(List.of(run)), used, matched)) {
                    tooLittle.add(partition);
                }
            }
        });
        return tooLittle;
    }

    private static long bytes(Collection<IndexRun> runs) {
        return runs.stream()
                .flatMap(run -> run.entries().stream())
                .mapToLong(entry -> entry.snapshot().state().length)
                .sum();
    }

    private void read(Set<Integer> wanted, Portions portions, Map<Integer, IndexRun> runs) {
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
}
