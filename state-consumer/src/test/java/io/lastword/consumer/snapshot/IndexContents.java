package io.lastword.consumer.snapshot;

import io.lastword.model.EntityId;
import io.lastword.model.FieldReader;
import io.lastword.model.FoldDefinition;
import io.lastword.model.IndexDefinition;
import io.lastword.model.IndexEntry;
import io.lastword.model.IndexValue;
import io.lastword.model.Layout;
import io.lastword.model.Partitioner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a partition's indexes must hold, from nothing but the states of its entities. */
final class IndexContents {

    private final Map<String, Map<Integer, List<String>>> entries = new HashMap<>();
    private final int partitions;

    private IndexContents(int partitions) {
        this.partitions = partitions;
    }

    static IndexContents of(FoldDefinition definition, int partitions, Map<EntityId, String> states) {
        IndexContents contents = new IndexContents(partitions);
        FieldReader reader = new FieldReader(definition);
        List<IndexDefinition> declared = definition.indexes().declared();
        states.forEach((id, state) -> {
            if (definition.indexes().byId()) {
                contents.add("id", new byte[0], id);
            }
            List<IndexValue> values = reader.read(state.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < declared.size(); i++) {
                if (values.get(i) != null) {
                    contents.add(declared.get(i).name(), values.get(i).encode(), id);
                }
            }
        });
        return contents;
    }

    private void add(String index, byte[] value, EntityId id) {
        int bucket = Partitioner.bucket(id.toKey(), partitions, Layout.BUCKETS);
        List<String> members = entries.computeIfAbsent(index, name -> new TreeMap<>())
                .computeIfAbsent(bucket % Layout.INDEX_SLOTS, slot -> new ArrayList<>());
        members.add(StoreUnderTest.hex(new IndexEntry(value, id.toKey(), bucket).encode()));
        Collections.sort(members);
    }

    /** As {@link StoreUnderTest#entries} tells them. */
    Map<Integer, List<String>> entries(String index) {
        return entries.getOrDefault(index, Map.of());
    }
}
