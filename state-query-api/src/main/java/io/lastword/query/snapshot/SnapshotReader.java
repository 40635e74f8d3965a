package io.lastword.query.snapshot;

import io.lastword.kit.redis.Replies;
import io.lastword.kit.redis.Script;
import io.lastword.kit.share.SharedQuestions;
import io.lastword.model.entity.EntityId;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.CatalogEntry;
import io.lastword.model.store.HistoryWindow;
import io.lastword.model.store.Layout;
import io.lastword.model.store.StoredEntityCodec;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads snapshots from Redis. Thread-safe. */
public final class SnapshotReader {

    private static final Script READ = Script.load(SnapshotReader.class, "read.lua");
    private static final int MAX_MOVES = 10;

    /** Between two looks at all partitions, so that these leave the store most of its time. */
    private static final Duration PAUSE_PER_PARTITION = Duration.ofNanos(100_000);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

    private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis;
    private final Layout layout;
    private final ServedReads served;
    private final GatheredReads gathered = new GatheredReads(this::readTogether);
    private final SharedQuestions<AllPartitions, @Nullable Boolean> misplaced = new SharedQuestions<>(
            all -> anyMisplaced(all.keys(), MAX_MOVES),
            LONGEST_LOOK,
            all -> PAUSE_PER_PARTITION.multipliedBy(all.partitions()));

    /**
     * @param redis gives the shared connection, which gives up on an answer in time; may throw where there is no server
     * @param patience how long a read is repeated while a Redis Cluster moves its partition's slot
     * @param times says which caught-up-at is believed
     */
    public SnapshotReader(
            Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis,
            Layout layout,
            Duration patience,
            StoredTimes times) {
        this.redis = redis;
        this.layout = layout;
        this.served = new ServedReads(redis, layout, patience, times);
    }

    /** What the consumer says of a type's log, or null if it has not said anything. */
    public @Nullable CatalogEntry catalogEntry(String type) {
        byte[] value = Replies.await(() -> redis.get().hget(layout.catalog(), utf8(type)));
        return value == null ? null : CatalogEntry.decode(new String(value, StandardCharsets.UTF_8));
    }

    /** What the consumers know of how long a type's log keeps changes, or null if nothing. */
    public @Nullable HistoryWindow historyWindow(String type) {
        byte[] value = Replies.await(() -> redis.get().hget(layout.historyWindows(), utf8(type)));
        return value == null ? null : HistoryWindow.decode(new String(value, StandardCharsets.UTF_8));
    }

    /**
     * Reads at most one entity of one partition.
     *
     * @param partitions the topic's partition count, which decides where in the partition an id is
     */
    public PartitionRead read(PartitionKey key, int partitions, List<EntityId> ids) {
        return Replies.await(() -> readAsync(key, partitions, ids));
    }

    /**
     * Reads entities of several partitions, each at one moment of its own.
     *
     * @throws StatesTooLargeException if they are larger than allowed
     */
    public Map<PartitionKey, PartitionRead> read(
            Map<PartitionKey, List<EntityId>> ids, int partitions, Allowance allowance) {
        if (ids.values().stream().allMatch(List::isEmpty)) {
            return read(ids, partitions);
        }
        return new BoundedReads(this::readPortion, allowance).read(ids, partitions);
    }

    /** Reads at most one entity of each of several partitions, each at one moment of its own. */
    public Map<PartitionKey, PartitionRead> read(Map<PartitionKey, List<EntityId>> ids, int partitions) {
        Map<PartitionKey, CompletableFuture<PartitionRead>> asked = new HashMap<>();
        Map<PartitionKey, PartitionRead> reads = new HashMap<>();
        ids.forEach((key, idsOfPartition) -> asked.put(key, readAsync(key, partitions, idsOfPartition)));
        asked.forEach((key, answer) -> reads.put(key, Replies.await(() -> answer)));
        return reads;
    }

    /**
     * From when on positions of the partition's log count, in microseconds, as of the beginning of this generation; empty
     * if the log has not lost its end.
     */
    public String positionsSince(PartitionKey key, String generation) {
        byte[] value = Replies.await(() -> redis.get()
                .hget(
                        layout.generation(key.type(), key.partition(), generation),
                        utf8(Layout.PartitionFields.POSITIONS_SINCE)));
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    /**
     * Whether any served generation of the type holds keys that belong elsewhere; null if one partition is cold. All who ask
     * at once share a look at the partitions that is begun after they have asked.
     */
    public @Nullable Boolean anyMisplaced(String type, int partitions) {
        return Replies.await(() -> misplaced.ask(new AllPartitions(type, partitions)));
    }

    private record AllPartitions(String type, int partitions) {

        List<PartitionKey> keys() {
            return IntStream.range(0, partitions)
                    .mapToObj(partition -> new PartitionKey(type, partition))
                    .toList();
        }
    }

    private CompletableFuture<@Nullable Boolean> anyMisplaced(List<PartitionKey> keys, int movesLeft) {
        Map<PartitionKey, CompletableFuture<@Nullable Long>> asked = new LinkedHashMap<>();
        keys.forEach(key -> asked.put(key, served.misplaced(key)));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenCompose(done -> {
                    List<PartitionKey> open = new ArrayList<>();
                    for (Map.Entry<PartitionKey, CompletableFuture<@Nullable Long>> entry : asked.entrySet()) {
                        Long found = entry.getValue().join();
                        if (found == null && !served.anyKnown(entry.getKey())) {
                            return CompletableFuture.completedFuture(null);
                        }
                        if (found == null) {
                            open.add(entry.getKey());
                        } else if (found > 0) {
                            return CompletableFuture.completedFuture(Boolean.TRUE);
                        }
                    }
                    if (open.isEmpty()) {
                        return CompletableFuture.completedFuture(Boolean.FALSE);
                    }
                    return movesLeft == 0 ? CompletableFuture.completedFuture(null) : anyMisplaced(open, movesLeft - 1);
                });
    }

    /**
     * Like {@link #read(PartitionKey, int, List)}, without waiting; ends exceptionally if the store did not answer.
     *
     * @param ids one at most
     */
    public CompletableFuture<PartitionRead> readAsync(PartitionKey key, int partitions, List<EntityId> ids) {
        return ids.isEmpty()
                ? readTogether(key, partitions, ids, Integer.MAX_VALUE)
                : gathered.read(key, partitions, ids.get(0));
    }

    private CompletableFuture<PartitionRead> readTogether(
            PartitionKey key, int partitions, List<EntityId> ids, int bytes) {
        return readPortion(key, partitions, ids, bytes).thenApply(Portion::read);
    }

    /**
     * What fits.
     *
     * @param read has the entities up to the first that does not fit
     * @param sizes of the snapshots from that one on, 0 where there is none
     */
    record Portion(PartitionRead read, List<Long> sizes) {}

    private CompletableFuture<Portion> readPortion(PartitionKey key, int partitions, List<EntityId> ids, long bytes) {
        byte[][] fields = ids.stream().map(EntityId::toKey).toArray(byte[][]::new);
        byte[][] args = new byte[1 + fields.length][];
        args[0] = utf8(Long.toString(bytes));
        System.arraycopy(fields, 0, args, 1, fields.length);
        return served.run(READ, key, generation -> keys(key, generation, partitions, fields), args)
                .thenApply(answer ->
                        answer == null ? new Portion(new PartitionRead.Cold(), List.of()) : decode(ids, answer));
    }

    private byte[][] keys(PartitionKey key, String generation, int partitions, byte[][] fields) {
        byte[][] keys = new byte[1 + fields.length][];
        keys[0] = layout.unreadable(key.type(), key.partition(), generation);
        for (int i = 0; i < fields.length; i++) {
            int bucket = Partitioner.bucket(fields[i], partitions, Layout.BUCKETS);
            keys[1 + i] = layout.bucket(key.type(), key.partition(), generation, bucket);
        }
        return keys;
    }

    private static Portion decode(List<EntityId> ids, ServedReads.Answer answer) {
        List<Object> values = answer.values();
        List<StoredEntity> entities = new ArrayList<>(ids.size());
        List<Long> sizes = new ArrayList<>(0);
        for (int i = 0; i < ids.size(); i++) {
            Object value = values.get(2 * i);
            if (value instanceof Long size) {
                sizes.add(size);
            } else {
                entities.add(entity(ids.get(i), (byte[]) value, (byte[]) values.get(2 * i + 1)));
            }
        }
        return new Portion(answer.status().with(entities), sizes);
    }

    private static StoredEntity entity(EntityId id, byte @Nullable [] snapshot, byte @Nullable [] unreadable) {
        if (unreadable != null) {
            return new StoredEntity.Unreadable(StoredEntityCodec.decodeUnreadable(id, unreadable));
        }
        return snapshot == null
                ? new StoredEntity.Absent()
                : new StoredEntity.Present(StoredEntityCodec.decodeSnapshot(id, snapshot));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
