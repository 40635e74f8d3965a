package io.lastword.consumer.verify;

import io.lastword.model.index.IndexEntry;
import io.lastword.model.index.IndexSet;
import io.lastword.model.index.IndexedValues;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an entity stands in an index.
 *
 * @param index its name
 * @param fingerprint of the sorted set's slot and the entry in it
 */
record Place(String index, long fingerprint) {

    static Place of(String index, int slot, byte[] member) {
        return new Place(index, Fingerprint.of(new byte[] {(byte) slot}, member));
    }

    /** Where an entity belongs, in the order of the indexes. */
    static List<Place> of(IndexSet indexes, byte[] key, int partitions, IndexedValues values) {
        int bucket = Partitioner.bucket(key, partitions, Layout.BUCKETS);
        List<Place> places = new ArrayList<>();
        if (indexes.byId()) {
            places.add(of(indexes.names().get(0), key, bucket, new byte[0]));
        }
        List<byte[]> declared = values.values(indexes.declared().size());
        for (int i = 0; i < declared.size(); i++) {
            if (declared.get(i) != null) {
                places.add(of(indexes.declared().get(i).name(), key, bucket, declared.get(i)));
            }
        }
        return places;
    }

    private static Place of(String index, byte[] key, int bucket, byte[] value) {
        return of(index, bucket % Layout.INDEX_SLOTS, new IndexEntry(value, key, bucket).encode());
    }
}
