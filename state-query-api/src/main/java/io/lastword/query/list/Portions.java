package io.lastword.query.list;

import io.lastword.query.scan.IndexReader.Portion;
import java.util.Arrays;
import java.util.Collection;

/**
 * How much is read of each partition for one page. Entities are spread evenly, so each partition is likely to hold little
 * more than its share of what comes next. Not thread-safe.
 */
final class Portions {

    /** So many entries are looked at for each entity that a page may have, where conditions leave most of them out. */
    private static final int ENTRIES_PER_ITEM = 10;

    private static final int LEAST_BUDGET = 1_000;
    private static final int USUAL_BYTES = 2 << 10;
    private static final int LEAST_BYTES = 64 << 10;
    private static final int MORE_BYTES = 8;
    private static final int SLACK = 3;

    private final int limit;
    private final int most;
    private final int mostBytes;
    private final int[] entries;
    private final int[] bytes;

    /** @param mostBytes of states in all portions together, but for the first entry of each, which always fits */
    Portions(int limit, int partitions, long mostBytes) {
        this.limit = limit;
        this.most = 2 * Math.max(LEAST_BUDGET, ENTRIES_PER_ITEM * limit) / partitions + SLACK;
        this.mostBytes = (int) (Math.min(mostBytes, Integer.MAX_VALUE) / partitions);
        this.entries = new int[partitions];
        this.bytes = new int[partitions];
        Arrays.fill(bytes, Math.min(this.mostBytes, Math.max(LEAST_BYTES, limit * USUAL_BYTES) / partitions));
        double share = (double) limit / partitions;
        int first = partitions == 1 ? limit + 1 : (int) Math.ceil(share + 4 * Math.sqrt(share)) + SLACK;
        Arrays.fill(entries, Math.min(limit + 1, first));
    }

    Portion of(int partition) {
        return new Portion(entries[partition], bytes[partition]);
    }

    /** How many bytes of states the portions of these partitions may have. */
    long bytes(Collection<Integer> partitions) {
        return partitions.stream().mapToLong(partition -> bytes[partition]).sum();
    }

    /**
     * Makes a portion larger that was too small.
     *
     * @param read entries that it brought, and their bytes
     * @param used how many of them were of use
     * @param matched entities found so far, in all partitions
     * @return false if it is large enough, or as large as it may be
     */
    boolean enlarge(int partition, int read, long readBytes, int used, int matched) {
        if (read < entries[partition]) {
            boolean larger = 2 * readBytes > bytes[partition] && bytes[partition] < mostBytes;
            bytes[partition] = (int) Math.min(mostBytes, (long) MORE_BYTES * bytes[partition]);
            return larger;
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
