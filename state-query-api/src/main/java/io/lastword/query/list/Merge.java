package io.lastword.query.list;

import io.lastword.query.scan.IndexRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runs of all partitions in one order.
 *
 * @param entries by place, and nothing between them is left out
 * @param completeTo the place from which on something may be left out, or null if nothing comes after the entries
 */
record Merge(List<IndexRun.Entry> entries, byte @Nullable [] completeTo) {

    static Merge of(Collection<IndexRun> runs) {
        byte[] completeTo = null;
        for (IndexRun run : runs) {
            byte[] end = run.completeTo();
            if (end != null && (completeTo == null || Arrays.compareUnsigned(end, completeTo) < 0)) {
                completeTo = end;
            }
        }
        List<IndexRun.Entry> entries = new ArrayList<>();
        for (IndexRun run : runs) {
            for (IndexRun.Entry entry : run.entries()) {
                if (completeTo == null || Arrays.compareUnsigned(entry.place(), completeTo) <= 0) {
                    entries.add(entry);
                }
            }
        }
        entries.sort(Comparator.comparing(IndexRun.Entry::place, Arrays::compareUnsigned));
        return new Merge(entries, completeTo);
    }
}
