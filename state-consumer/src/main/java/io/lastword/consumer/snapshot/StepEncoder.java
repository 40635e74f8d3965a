package io.lastword.consumer.snapshot;

import io.lastword.model.entity.Position;
import io.lastword.model.index.IndexSet;
import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a step of one partition into the keys and arguments of {@code apply.lua}, grouped by bucket, and
 * these by index slot.
 */
record StepEncoder(Layout layout, String type, int partition) {

    private static final byte[] ZERO = utf8("0");
    private static final byte[] ONE = utf8("1");
    private static final byte[] EMPTY = {};

    record Call(byte[][] keys, byte[][] args) {}

    Call encode(Step step) {
        StepContents contents = step.contents();
        String generation = step.target().generation();
        List<byte[]> keys = new ArrayList<>();
        keys.add(layout.partition(type, partition));
        keys.add(layout.generation(type, partition, generation));
        keys.add(layout.unreadable(type, partition, generation));
        keys.add(layout.misplaced(type, partition, generation));

        List<byte[]> args = new ArrayList<>(contents.records() * 2 + 200);
        args.add(utf8(generation));
        args.add(utf8(step.target().role().field()));
        args.add(utf8(step.from().incarnation().topicId()));
        args.add(utf8(step.target().definition().text()));
        args.add(utf8(Long.toString(step.from().offset())));
        Instant caughtUpAt = step.progress().caughtUpAt();
        args.add(caughtUpAt == null ? EMPTY : utf8(Long.toString(caughtUpAt.toEpochMilli())));
        args.add(utf8(Long.toString(step.progress().latestBelieved().toEpochMilli())));
        args.add(utf8(Integer.toString(contents.unaddressable())));
        IndexSet indexes = step.target().definition().indexes();
        args.add(indexes.byId() ? ONE : ZERO);
        args.add(utf8(Integer.toString(indexes.declared().size())));
        addCounted(args, recordOf(step));
        addCounted(args, contents.unreadable());
        addCounted(args, contents.misplaced());
        List<String> names = indexes.names();
        for (int slot = 0; slot < Layout.INDEX_SLOTS; slot++) {
            addSlot(generation, slot, contents, names, keys, args);
        }
        return new Call(keys.toArray(byte[][]::new), args.toArray(byte[][]::new));
    }

    private void addSlot(
            String generation,
            int slot,
            StepContents contents,
            List<String> indexes,
            List<byte[]> keys,
            List<byte[]> args) {
        int count = 0;
        int countAt = args.size() + 1;
        for (int index = slot; index < Layout.BUCKETS; index += Layout.INDEX_SLOTS) {
            StepContents.Bucket bucket = contents.bucket(index);
            if (bucket == null) {
                continue;
            }
            if (count++ == 0) {
                args.add(utf8(Integer.toString(slot)));
                args.add(ZERO);
                indexes.forEach(name -> keys.add(layout.index(type, partition, generation, name, slot)));
            }
            keys.add(layout.bucket(type, partition, generation, index));
            args.add(new byte[] {(byte) index});
            addCounted(args, bucket.set());
            addCounted(args, bucket.delete());
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
}
