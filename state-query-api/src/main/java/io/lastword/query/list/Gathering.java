package io.lastword.query.list;

import io.lastword.query.filter.Filter;
import io.lastword.query.scan.IndexRun;
import io.lastword.query.snapshot.PartitionRead.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the partitions have for one page. What is taken of a partition comes from one read, at one moment.
 *
 * @param served of each partition, what the entries are of
 * @param items at most as many as the page may have
 * @param last the place behind which the list goes on, or null if this is its end
 */
record Gathering(
        SortedMap<Integer, Served> served, List<IndexRun.Entry> items, long unreadable, byte @Nullable [] last) {

    static Gathering of(Merge merge, Filter filter, int limit, SortedMap<Integer, IndexRun> runs) {
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
