package io.lastword.query.snapshot;

import io.lastword.kit.redis.Replies;
import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import io.lettuce.core.KeyValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the status of partitions from Redis. Thread-safe. */
public final class StatusReader {

    private static final int MAX_MOVES = 10;

    private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis;
    private final Layout layout;

    /** @param redis gives the shared connection, which gives up on an answer in time; may throw where there is no server */
    public StatusReader(Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis, Layout layout) {
        this.redis = redis;
        this.layout = layout;
    }

    /** The status of every partition of a type, by number. */
    public List<PartitionStatus> read(String type, int partitions) {
        return Replies.await(() -> {
            List<CompletableFuture<PartitionStatus>> asked = IntStream.range(0, partitions)
                    .mapToObj(partition -> readAsync(type, partition))
                    .toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .thenApply(
                            done -> asked.stream().map(CompletableFuture::join).toList());
        });
    }

    /** The status of one partition. */
    public PartitionStatus read(PartitionKey key) {
        return Replies.await(() -> readAsync(key.type(), key.partition()));
    }

    private CompletableFuture<PartitionStatus> readAsync(String type, int partition) {
        return attempt(type, partition, MAX_MOVES);
    }

    /** Reads all parts, and then again if another generation took over: what was read of the old one may be gone. */
    private CompletableFuture<PartitionStatus> attempt(String type, int partition, int movesLeft) {
        byte[][] names = {
            utf8(Layout.PartitionFields.SERVED),
            utf8(Layout.PartitionFields.BUILDING),
            utf8(Layout.PartitionFields.FROZEN),
            utf8(Layout.PartitionFields.REBUILD_PUT_OFF)
        };
        byte[] key = layout.partition(type, partition);
        return redis.get().hmget(key, names).toCompletableFuture().thenCompose(roles -> {
            String served = text(roles.get(0));
            PartitionStatus.Marks marks = new PartitionStatus.Marks(text(roles.get(2)), text(roles.get(3)));
            return parts(type, partition, served, text(roles.get(1)), marks)
                    .thenCompose(read -> redis.get().hget(key, names[0]).thenCompose(servedNow -> {
                        boolean same = Objects.equals(served, servedNow == null ? null : text(servedNow));
                        return same || movesLeft == 0
                                ? CompletableFuture.completedFuture(read)
                                : attempt(type, partition, movesLeft - 1);
                    }));
        });
    }

    private CompletableFuture<PartitionStatus> parts(
            String type,
            int partition,
            @Nullable String served,
            @Nullable String building,
            PartitionStatus.Marks marks) {
        if (served == null) {
            return generation(type, partition, building)
                    .thenApply(
                            record -> new PartitionStatus(partition, null, record, PartitionStatus.Marks.NONE, 0, 0));
        }
        CompletionStage<Long> unreadable = redis.get().hlen(layout.unreadable(type, partition, served));
        CompletionStage<Long> misplaced = redis.get().hlen(layout.misplaced(type, partition, served));
        return generation(type, partition, served)
                .thenCombine(generation(type, partition, building), Roles::new)
                .thenCombine(unreadable, Counted::new)
                .thenCombine(
                        misplaced,
                        (counted, count) -> new PartitionStatus(
                                partition,
                                counted.roles.served,
                                counted.roles.building,
                                marks,
                                counted.unreadable,
                                count));
    }

    private CompletableFuture<@Nullable Generation> generation(String type, int partition, @Nullable String id) {
        if (id == null) {
            return CompletableFuture.completedFuture(null);
        }
        byte[][] fields = Generation.FIELDS.stream().map(StatusReader::utf8).toArray(byte[][]::new);
        return redis.get()
                .hmget(layout.generation(type, partition, id), fields)
                .toCompletableFuture()
                .thenApply(values -> {
                    List<byte @Nullable []> bytes = new ArrayList<>();
                    values.forEach(value -> bytes.add(value.getValueOrElse(null)));
                    return Generation.decode(id, bytes);
                });
    }

    private static @Nullable String text(KeyValue<byte[], byte[]> value) {
        return value.hasValue() ? text(value.getValue()) : null;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Roles(
            @Nullable Generation served, @Nullable Generation building) {}

    private record Counted(Roles roles, long unreadable) {}
}
