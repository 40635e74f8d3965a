package io.lastword.query.list;

import io.lastword.query.snapshot.IndexReader.Portion;
import java.util.Arrays;

/**
 * How much is read of each partition for one page. Entities are spread evenly, so each partition is likely to hold little
 * more than its share of what comes next. Not thread-safe.
 */
final class Portions {

    /** So many entries are looked at for each entity that a page may have, where conditions leave most of them out. */
    private static final int ENTRIES_PER_ITEM = 10;

    private static final int LEAST_BUDGET = 1_000;
    private static final int BYTES = 16 << 20;
    private static final int SLACK = 3;

    private final int limit;
    private final int most;
    private final int bytes;
    private final int[] entries;

    Portions(int limit, int partitions) {
        this.limit = limit;
        this.most = 2 * Math.max(LEAST_BUDGET, ENTRIES_PER_ITEM * limit) / partitions + SLACK;
        this.bytes = BYTES / partitions;
        this.entries = new int[partitions];
        double share = (double) limit / partitions;
        int first = partitions == 1 ? limit + 1 : (int) Math.ceil(share + 4 * Math.sqrt(share)) + SLACK;
        Arrays.fill(entries, Math.min(limit + 1, first));
    }

    Portion of(int partition) {
        return new Portion(entries[partition], bytes);
    }

    /**
     * Makes a portion larger that was too small.
     *
     * @param read entries that it brought
     * @param used how many of them were of use
     * @param matched entities found so far, in all partitions
     * @return false if it is large enough, or as large as it may be
     */
    boolean enlarge(int partition, int read, int used, int matched) {
        if (read < entries[partition]) {
            // Their bytes were the limit.
            return false;
        }
        int factor = Math.max(2, Math.min(8, 3 * limit / (2 * Math.max(1, matched))));
        int wanted = Math.min(most, factor * used + SLACK);
        if (wanted <= entries[partition]) {
            return false;
        }
        entries[partition] = wanted;
        return true;
    }
}
