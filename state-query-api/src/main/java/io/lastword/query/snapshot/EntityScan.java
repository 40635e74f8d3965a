package io.lastword.query.snapshot;

import io.lastword.model.EntityId;
import io.lastword.model.Generation;
import io.lastword.model.Incarnation;
import io.lastword.model.Layout;
import io.lastword.model.StoredEntityCodec;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lettuce.core.KeyValue;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Goes through all entities of a partition, a bucket at a time, whatever generation is served. Thread-safe. */
public final class EntityScan {

    /** Parts of a partition: its buckets, and the unreadable entities as one more. */
    public static final int PARTS = Layout.BUCKETS + 1;

    /** So many are asked for at first, and so many at most; in between as many as have about {@link #BYTES}. */
    private static final int FIRST_STRIDE = 8;

    private static final int LONGEST_STRIDE = 100;
    private static final int BYTES = 2 << 20;

    private static final int MAX_MOVES = 5;
    private static final byte[] SERVED = utf8(Layout.PartitionFields.SERVED);
    private static final byte[][] FACTS = {
        utf8(Generation.TOPIC_ID), utf8(Generation.OFFSET), utf8(Generation.DEFINITION)
    };

    private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis;
    private final Layout layout;

    /** @param redis gives the shared connection, which gives up on an answer in time; may throw where there is no server */
    public EntityScan(Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis, Layout layout) {
        this.redis = redis;
        this.layout = layout;
    }

    /**
     * Reads a part while the fold goes on: an entity that is there all the time is found, one that comes, goes or changes
     * meanwhile perhaps, as it was at some moment. Every generation has the same entities in the same part.
     *
     * @param part 0 to {@link #PARTS} - 1
     * @param incarnation the log that the partition must be served of
     * @param offset position that the partition must have reached
     * @return null if no such generation is served now
     * @throws StoreUnavailableException if the store did not answer
     */
    public @Nullable Map<EntityId, StoredEntity> read(
            PartitionKey key, int part, Incarnation incarnation, long offset) {
        byte[] partition = layout.partition(key.type(), key.partition());
        for (int move = 0; move < MAX_MOVES; move++) {
            byte[] served = Answers.await(() -> redis.get().hget(partition, SERVED));
            if (served == null) {
                return null;
            }
            String generation = new String(served, StandardCharsets.UTF_8);
            if (!isOf(key, generation, incarnation, offset)) {
                return null;
            }
            Map<EntityId, StoredEntity> found = scan(key, generation, part);
            // What was read of a generation that is still served afterwards was being served.
            if (Arrays.equals(served, Answers.await(() -> redis.get().hget(partition, SERVED)))) {
                return found;
            }
        }
        return null;
    }

    private boolean isOf(PartitionKey key, String generation, Incarnation incarnation, long offset) {
        byte[] record = layout.generation(key.type(), key.partition(), generation);
        List<KeyValue<byte[], byte[]>> facts = Answers.await(() -> redis.get().hmget(record, FACTS));
        return facts.stream().allMatch(KeyValue::hasValue)
                && text(facts.get(0)).equals(incarnation.topicId())
                && Long.parseLong(text(facts.get(1))) >= offset
                && Layout.isOfThisVersion(facts.get(2).getValue());
    }

    private Map<EntityId, StoredEntity> scan(PartitionKey key, String generation, int part) {
        boolean unreadable = part == Layout.BUCKETS;
        byte[] hash = unreadable
                ? layout.unreadable(key.type(), key.partition(), generation)
                : layout.bucket(key.type(), key.partition(), generation, part);
        Map<EntityId, StoredEntity> found = new LinkedHashMap<>();
        ScanCursor at = ScanCursor.INITIAL;
        int stride = FIRST_STRIDE;
        while (!at.isFinished()) {
            ScanCursor from = at;
            ScanArgs some = ScanArgs.Builder.limit(stride);
            MapScanCursor<byte[], byte[]> batch =
                    Answers.await(() -> redis.get().hscan(hash, from, some));
            batch.getMap()
                    .forEach((field, value) -> EntityId.fromKey(field)
                            .ifPresent(id -> found.put(
                                    id,
                                    unreadable
                                            ? new StoredEntity.Unreadable(StoredEntityCodec.decodeUnreadable(id, value))
                                            : new StoredEntity.Present(StoredEntityCodec.decodeSnapshot(id, value)))));
            stride = stride(batch.getMap());
            at = batch;
        }
        return found;
    }

    /** How many to ask for next, by the sizes of those before. */
    private static int stride(Map<byte[], byte[]> before) {
        long bytes = before.values().stream().mapToLong(value -> value.length).sum();
        return before.isEmpty()
                ? LONGEST_STRIDE
                : (int) Math.max(1, Math.min(LONGEST_STRIDE, BYTES * (long) before.size() / Math.max(1, bytes)));
    }

    private static String text(KeyValue<byte[], byte[]> value) {
        return new String(value.getValue(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
