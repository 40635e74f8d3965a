package io.lastword.consumer.snapshot;

import io.lastword.consumer.fold.Outcome;
import io.lastword.model.EntityId;
import io.lastword.model.Generation;
import io.lastword.model.IndexSet;
import io.lastword.model.Layout;
import io.lastword.model.Partitioner;
import io.lastword.model.Position;
import io.lastword.model.StoredEntityCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a step of one partition into the keys and arguments of {@code apply.lua}, grouped by bucket, and
 * these by index slot.
 */
record StepEncoder(Layout layout, String type, int partition, int partitions) {

    private static final byte[] ZERO = utf8("0");
    private static final byte[] ONE = utf8("1");
    private static final byte[] EMPTY = {};

    record Call(byte[][] keys, byte[][] args) {}

    Call encode(Step step) {
        List<byte[]> unreadable = new ArrayList<>();
        List<byte[]> misplaced = new ArrayList<>();
        @Nullable Bucket[] buckets = new Bucket[Layout.BUCKETS];
        for (Map.Entry<EntityId, Outcome> entry : step.delta().outcomes().entrySet()) {
            byte[] field = entry.getKey().toKey();
            Outcome outcome = entry.getValue();
            if (outcome instanceof Outcome.Misplaced elsewhere) {
                misplaced.add(field);
                misplaced.add(utf8(Long.toString(elsewhere.revision())));
                continue;
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
        return call(step, buckets, unreadable, misplaced);
    }

    private Call call(Step step, @Nullable Bucket[] buckets, List<byte[]> unreadable, List<byte[]> misplaced) {
        String generation = step.generation();
        List<byte[]> keys = new ArrayList<>();
        keys.add(layout.partition(type, partition));
        keys.add(layout.generation(type, partition, generation));
        keys.add(layout.unreadable(type, partition, generation));
        keys.add(layout.misplaced(type, partition, generation));

        List<byte[]> args = new ArrayList<>(step.delta().outcomes().size() * 2 + 200);
        args.add(utf8(generation));
        args.add(utf8(step.from().incarnation().topicId()));
        args.add(utf8(step.definition().text()));
        args.add(utf8(Long.toString(step.from().offset())));
        Instant caughtUpAt = step.progress().caughtUpAt();
        args.add(caughtUpAt == null ? EMPTY : utf8(Long.toString(caughtUpAt.toEpochMilli())));
        args.add(utf8(Integer.toString(step.delta().unaddressable())));
        IndexSet indexes = step.definition().indexes();
        args.add(indexes.byId() ? ONE : ZERO);
        args.add(utf8(Integer.toString(indexes.declared().size())));
        addCounted(args, recordOf(step));
        addCounted(args, unreadable);
        addCounted(args, misplaced);
        List<String> names = indexes.names();
        for (int slot = 0; slot < Layout.INDEX_SLOTS; slot++) {
            addSlot(generation, slot, buckets, names, keys, args);
        }
        return new Call(keys.toArray(byte[][]::new), args.toArray(byte[][]::new));
    }

    private void addSlot(
            String generation,
            int slot,
            @Nullable Bucket[] buckets,
            List<String> indexes,
            List<byte[]> keys,
            List<byte[]> args) {
        int count = 0;
        int countAt = args.size();
        for (int index = slot; index < buckets.length; index += Layout.INDEX_SLOTS) {
            Bucket bucket = buckets[index];
            if (bucket == null) {
                continue;
            }
            if (count++ == 0) {
                args.add(ZERO);
                indexes.forEach(name -> keys.add(layout.index(type, partition, generation, name, slot)));
            }
            keys.add(layout.bucket(type, partition, generation, index));
            args.add(new byte[] {(byte) index});
            addCounted(args, bucket.set);
            addCounted(args, bucket.delete);
        }
        if (count > 0) {
            args.set(countAt, utf8(Integer.toString(count)));
        }
    }

    private static List<byte[]> recordOf(Step step) {
        Position to = step.to();
        List<byte[]> pairs = new ArrayList<>();
        pair(pairs, Generation.OFFSET, to.offset());
        pair(pairs, Generation.LEADER_EPOCH, to.leaderEpoch());
        pair(pairs, Generation.WHOLE_AT, step.progress().whole() ? to.offset() : null);
        pair(
                pairs,
                Generation.TOMBSTONE_RETENTION,
                step.progress().tombstoneRetention().toMillis());
        pair(pairs, Generation.BUILD_RECORDS, step.progress().buildRecords());
        Generation.LogEnd logEnd = step.progress().logEnd();
        if (logEnd != null) {
            pair(pairs, Generation.LOG_END, logEnd.end());
            pair(pairs, Generation.LOG_STABLE_END, logEnd.stableEnd());
            pair(pairs, Generation.LOG_OBSERVED_AT, logEnd.observedAt().toEpochMilli());
        }
        return pairs;
    }

    private static void pair(List<byte[]> pairs, String field, @Nullable Number value) {
        if (value != null) {
            pairs.add(utf8(field));
            pairs.add(utf8(value.toString()));
        }
    }

    private static void addCounted(List<byte[]> args, List<byte[]> values) {
        args.add(values.isEmpty() ? ZERO : utf8(Integer.toString(values.size())));
        args.addAll(values);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Bucket(List<byte[]> set, List<byte[]> delete) {}
}
