package io.lastword.consumer.snapshot;

import io.lastword.model.Layout;
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
