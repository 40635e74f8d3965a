package io.lastword.consumer.snapshot;

import io.lastword.consumer.fold.Delta;
import io.lastword.consumer.fold.Outcome;
import io.lastword.model.entity.EntityId;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.Layout;
import io.lastword.model.store.StoredEntityCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a delta writes to the store, as bytes and by bucket. It holds none of the delta's objects, and is made while
 * these are still in the processor's cache; the step that carries it may be sent later.
 */
public final class StepContents {

    /** Writes nothing. */
    public static final StepContents NONE = new StepContents(0, 0);

    private final int records;
    private final int unaddressable;
    private final List<byte[]> unreadable = new ArrayList<>();
    private final List<byte[]> misplaced = new ArrayList<>();
    private final @Nullable Bucket[] buckets = new Bucket[Layout.BUCKETS];

    private StepContents(int records, int unaddressable) {
        this.records = records;
        this.unaddressable = unaddressable;
    }

    /** Field-value pairs to set, and fields to delete. */
    record Bucket(List<byte[]> set, List<byte[]> delete) {}

    /** @param partitions the topic's partition count */
    public static StepContents of(Delta delta, int partitions) {
        StepContents contents = new StepContents(delta.records(), delta.unaddressable());
        for (Map.Entry<EntityId, Outcome> entry : delta.outcomes().entrySet()) {
            contents.add(entry.getKey().toKey(), entry.getValue(), partitions);
        }
        return contents;
    }

    private void add(byte[] field, Outcome outcome, int partitions) {
        if (outcome instanceof Outcome.Misplaced elsewhere) {
            misplaced.add(field);
            misplaced.add(Long.toString(elsewhere.revision()).getBytes(StandardCharsets.US_ASCII));
            return;
        }
        int index = Partitioner.bucket(field, partitions, Layout.BUCKETS);
        Bucket bucket = buckets[index];
        if (bucket == null) {
            bucket = new Bucket(new ArrayList<>(), new ArrayList<>());
            buckets[index] = bucket;
        }
        if (outcome instanceof Outcome.Present present) {
            bucket.set.add(field);
            bucket.set.add(StoredEntityCodec.encode(present.snapshot(), present.indexed()));
        } else {
            bucket.delete.add(field);
        }
        if (outcome instanceof Outcome.Unreadable broken) {
            unreadable.add(field);
            unreadable.add(StoredEntityCodec.encode(broken.entity()));
        }
    }

    /** How many records it is made of. */
    public int records() {
        return records;
    }

    /** How many of the records no request could name. */
    public int unaddressable() {
        return unaddressable;
    }

    /** How many entities it leaves unreadable. */
    public int unreadableEntities() {
        return unreadable.size() / 2;
    }

    /** Whether any of its keys belongs in another partition. */
    public boolean hasMisplaced() {
        return !misplaced.isEmpty();
    }

    /** Field-value pairs. */
    List<byte[]> unreadable() {
        return unreadable;
    }

    /** Field-value pairs. */
    List<byte[]> misplaced() {
        return misplaced;
    }

    /** Null where nothing of the bucket changes. */
    @Nullable
    Bucket bucket(int index) {
        return buckets[index];
    }
}
