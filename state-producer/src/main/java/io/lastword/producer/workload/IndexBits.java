package io.lastword.producer.workload;

/** A set of indexes, one bit each, of which only the regions that ever held something take memory. For one thread. */
final class IndexBits {

    private static final int REGION_BITS = 16;
    private static final int WORDS = (1 << REGION_BITS) / Long.SIZE;

    private final long[][] regions;

    /** @param size indexes are below it */
    IndexBits(long size) {
        regions = new long[Math.toIntExact((size >>> REGION_BITS) + 1)][];
    }

    boolean contains(long index) {
        long[] region = regions[region(index)];
        return region != null && (region[word(index)] & 1L << index) != 0;
    }

    void add(long index) {
        int at = region(index);
        if (regions[at] == null) {
            regions[at] = new long[WORDS];
        }
        regions[at][word(index)] |= 1L << index;
    }

    void remove(long index) {
        long[] region = regions[region(index)];
        if (region != null) {
            region[word(index)] &= ~(1L << index);
        }
    }

    private static int region(long index) {
        return (int) (index >>> REGION_BITS);
    }

    private static int word(long index) {
        return (int) (index >>> 6) & WORDS - 1;
    }
}
