package io.lastword.consumer.snapshot;

import io.lastword.kit.redis.Replies;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.store.Layout;
import io.lettuce.core.Limit;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.Range;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Goes through a generation's entities, a few at a time, while the fold goes on changing them: what is there from the
 * first to the last moment is told at least once, what comes or goes meanwhile perhaps. Thread-safe.
 */
public final class SnapshotScan {

    /** So many fields are asked for at once: 16 MB, where every state is as large as it may be by default. */
    private static final int STRIDE = 32;

    private static final int ENTRY_STRIDE = 1_000;

    private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis;
    private final Layout layout;
    private final Duration timeout;

    /**
     * @param redis gives the shared connection; may throw where no server can be reached
     * @param timeout longest wait for one answer
     */
    public SnapshotScan(Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis, Layout layout, Duration timeout) {
        this.redis = redis;
        this.layout = layout;
        this.timeout = timeout;
    }

    /**
     * Tells the key and the stored value of each snapshot in a bucket.
     *
     * @throws StoreUnavailableException if the store did not answer
     */
    public void snapshots(
            String type, int partition, String generation, int bucket, BiConsumer<byte[], byte[]> entity) {
        scan(layout.bucket(type, partition, generation, bucket), entity);
    }

    /** Tells the key and the stored value of each unreadable entity, as the other method does. */
    public void unreadable(String type, int partition, String generation, BiConsumer<byte[], byte[]> entity) {
        scan(layout.unreadable(type, partition, generation), entity);
    }

    /**
     * Tells the members of one sorted set of an index, in their order; none twice, unless it is moved there meanwhile.
     *
     * @throws StoreUnavailableException if the store did not answer
     */
    public void entries(
            String type, int partition, String generation, String index, int slot, Consumer<byte[]> member) {
        byte[] key = layout.index(type, partition, generation, index, slot);
        Range.Boundary<byte[]> from = Range.Boundary.unbounded();
        List<byte[]> found;
        do {
            Range<byte[]> range = Range.from(from, Range.Boundary.unbounded());
            found = Replies.await(() -> redis.get().zrangebylex(key, range, Limit.from(ENTRY_STRIDE)), timeout);
            found.forEach(member);
            if (!found.isEmpty()) {
                from = Range.Boundary.excluding(found.get(found.size() - 1));
            }
        } while (found.size() == ENTRY_STRIDE);
    }

    private void scan(byte[] hash, BiConsumer<byte[], byte[]> entity) {
        ScanCursor at = ScanCursor.INITIAL;
        while (!at.isFinished()) {
            ScanCursor from = at;
            MapScanCursor<byte[], byte[]> found =
                    Replies.await(() -> redis.get().hscan(hash, from, ScanArgs.Builder.limit(STRIDE)), timeout);
            found.getMap().forEach(entity);
            at = found;
        }
    }
}
