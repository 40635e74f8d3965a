package io.lastword.query.scan;

import io.lastword.kit.redis.Replies;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.store.Layout;
import io.lastword.model.store.StoredEntityCodec;
import io.lastword.query.snapshot.PartitionKey;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Goes through the unreadable entities of a partition, some at a time. Thread-safe. */
public final class UnreadableScan {

    /** Where a scan begins. */
    public static final String START = "0";

    /** So many are asked for at once, however many are wanted: the same cursor then finds the same again. */
    private static final int STRIDE = 100;

    private static final byte[] SERVED = Layout.PartitionFields.SERVED.getBytes(StandardCharsets.UTF_8);

    private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis;
    private final Layout layout;

    /** @param redis gives the shared connection, which gives up on an answer in time; may throw where there is no server */
    public UnreadableScan(Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis, Layout layout) {
        this.redis = redis;
        this.layout = layout;
    }

    /**
     * A part of a scan.
     *
     * @param entities often about a hundred, perhaps none
     * @param next where the scan goes on, or null if it is done
     */
    public record Batch(
            List<UnreadableEntity> entities, @Nullable String next) {}

    /**
     * Reads on. An entity that is unreadable from the first to the last read of a scan is in one of its batches at
     * least, one that comes or goes meanwhile perhaps.
     *
     * @param cursor {@link #START} or the {@code next} of a batch
     * @return null if this generation was served no longer when it was read
     */
    public @Nullable Batch read(PartitionKey key, String generation, String cursor) {
        MapScanCursor<byte[], byte[]> found = Replies.await(() -> redis.get()
                .hscan(
                        layout.unreadable(key.type(), key.partition(), generation),
                        ScanCursor.of(cursor),
                        ScanArgs.Builder.limit(STRIDE)));
        // What was read of a generation that is still served afterwards was being served.
        byte[] served = Replies.await(() -> redis.get().hget(layout.partition(key.type(), key.partition()), SERVED));
        return served != null && new String(served, StandardCharsets.UTF_8).equals(generation) ? batch(found) : null;
    }

    private static Batch batch(MapScanCursor<byte[], byte[]> found) {
        List<UnreadableEntity> entities = new ArrayList<>();
        found.getMap()
                .forEach((field, value) -> EntityId.fromKey(field)
                        .ifPresent(id -> entities.add(StoredEntityCodec.decodeUnreadable(id, value))));
        return new Batch(entities, found.isFinished() ? null : found.getCursor());
    }
}
