package io.lastword.consumer.verify;

import io.lastword.model.record.Partitioner;
import io.lastword.model.store.Layout;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A share of a partition's keys that is verified at once. As long as there are fewer slices than buckets, a slice is a
 * set of whole buckets; beyond that it is a part of one bucket.
 *
 * @param index 0 to {@code count - 1}
 * @param count how many slices there are, a power of two
 */
record Slice(int index, int count) {

    /** Beyond so many slices no split helps. */
    private static final int MAX_COUNT = 1 << 20;

    static final Slice WHOLE = new Slice(0, 1);

    boolean holds(byte[] key, int partitions) {
        return Partitioner.bucket(key, partitions, count) == index;
    }

    /** The buckets that hold keys of this slice. */
    IntStream buckets() {
        int step = Math.min(count, Layout.BUCKETS);
        return IntStream.iterate(index % step, bucket -> bucket < Layout.BUCKETS, bucket -> bucket + step);
    }

    /** The slots of each index that hold entries of this slice's keys. */
    IntStream indexSlots() {
        return buckets().map(bucket -> bucket % Layout.INDEX_SLOTS).distinct();
    }

    /** Whether this is the one slice to answer for what names no key in a slot. */
    boolean isFirstOf(int slot) {
        return slot % Math.min(count, Layout.INDEX_SLOTS) == index;
    }

    boolean isDivisible() {
        return count < MAX_COUNT;
    }

    List<Slice> halves() {
        return List.of(new Slice(index, count * 2), new Slice(index + count, count * 2));
    }
}
