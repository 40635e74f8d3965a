package io.lastword.consumer;

import io.lastword.model.entity.EntityId;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexEntry;
import io.lastword.model.index.IndexValue;
import io.lastword.model.json.FieldReader;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Layout;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the indexes of a partition hold, each entry as its index, slot and bytes. */
public final class IndexContents {

    private final Set<String> entries = new TreeSet<>();

    /** What they must hold, from nothing but the states of the partition's entities. */
    public static IndexContents of(FoldDefinition definition, int partitions, Map<EntityId, byte[]> states) {
        IndexContents contents = new IndexContents();
        FieldReader reader = new FieldReader(definition);
        List<IndexDefinition> declared = definition.indexes().declared();
        states.forEach((id, state) -> {
            int bucket = Partitioner.bucket(id.toKey(), partitions, Layout.BUCKETS);
            if (definition.indexes().byId()) {
                contents.add(IndexDefinition.ID, new byte[0], id, bucket);
            }
            List<IndexValue> values = reader.read(state);
            for (int i = 0; i < declared.size(); i++) {
                if (values.get(i) != null) {
                    contents.add(declared.get(i).name(), values.get(i).encode(), id, bucket);
                }
            }
        });
        return contents;
    }

    private void add(String index, byte[] value, EntityId id, int bucket) {
        add(index, bucket % Layout.INDEX_SLOTS, new IndexEntry(value, id.toKey(), bucket).encode());
    }

    public void add(String index, int slot, byte[] member) {
        entries.add(index + "/" + slot + "/" + HexFormat.of().formatHex(member));
    }

    public long count(String index) {
        return entries.stream().filter(entry -> entry.startsWith(index + "/")).count();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexContents contents && entries.equals(contents.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
