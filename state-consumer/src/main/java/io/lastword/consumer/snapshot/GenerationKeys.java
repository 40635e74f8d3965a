package io.lastword.consumer.snapshot;

import io.lastword.model.index.IndexSet;
import io.lastword.model.store.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The keys of one generation of one partition. */
record GenerationKeys(Layout layout, String type, int partition, String generation) {

    byte[] ofRecord() {
        return layout.generation(type, partition, generation);
    }

    /** The sorted sets of an index. */
    List<byte[]> ofIndex(String index) {
        return IntStream.range(0, Layout.INDEX_SLOTS)
                .mapToObj(slot -> layout.index(type, partition, generation, index, slot))
                .toList();
    }

    /** A key and the record's field that says how many entries it has. */
    record Counted(byte[] key, boolean sorted, String field) {}

    /** Every key but the record's, in the order of the indexes of its definition. */
    List<Counted> counted(IndexSet indexes) {
        List<Counted> counted = new ArrayList<>();
        for (int bucket = 0; bucket < Layout.BUCKETS; bucket++) {
            counted.add(new Counted(
                    layout.bucket(type, partition, generation, bucket), false, Layout.CountFields.bucket(bucket)));
        }
        counted.add(new Counted(
                layout.unreadable(type, partition, generation), false, Layout.CountFields.UNREADABLE_ENTITIES));
        counted.add(
                new Counted(layout.misplaced(type, partition, generation), false, Layout.CountFields.MISPLACED_KEYS));
        int number = indexes.byId() ? 0 : 1;
        for (String index : indexes.names()) {
            for (int slot = 0; slot < Layout.INDEX_SLOTS; slot++) {
                counted.add(new Counted(
                        layout.index(type, partition, generation, index, slot),
                        true,
                        Layout.CountFields.index(number, slot)));
            }
            number++;
        }
        return counted;
    }

    /** Every key but the record's. */
    List<byte[]> ofContents(List<String> indexes) {
        List<byte[]> keys = new ArrayList<>();
        indexes.forEach(index -> keys.addAll(ofIndex(index)));
        for (int bucket = 0; bucket < Layout.BUCKETS; bucket++) {
            keys.add(layout.bucket(type, partition, generation, bucket));
        }
        keys.add(layout.unreadable(type, partition, generation));
        keys.add(layout.misplaced(type, partition, generation));
        return keys;
    }
}
