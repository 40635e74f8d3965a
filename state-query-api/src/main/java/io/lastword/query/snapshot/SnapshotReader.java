package io.lastword.query.snapshot;

import io.lastword.model.CatalogEntry;
import io.lastword.model.EntityId;
import io.lastword.model.Incarnation;
import io.lastword.model.Layout;
import io.lastword.model.Partitioner;
import io.lastword.model.StoredEntityCodec;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads snapshots from Redis. Thread-safe. */
public final class SnapshotReader {

    private static final Script READ = Script.load("read.lua");
    private static final byte[] SERVED = utf8(Layout.PartitionFields.SERVED);
    /** A generation id that no generation has: the first read of a partition learns which one is served. */
    private static final String UNKNOWN = "-";

    private static final int MAX_MOVES = 10;

    private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis;
    private final Layout layout;
    private final Duration patience;
    private final Map<PartitionKey, String> servedGenerations = new ConcurrentHashMap<>();
    private final GatheredReads gathered = new GatheredReads(this::readTogether);

    /**
     * @param redis gives the shared connection, which gives up on an answer in time; may throw where there is no server
     * @param patience how long a read is repeated while a Redis Cluster moves its partition's slot
     */
    public SnapshotReader(Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis, Layout layout, Duration patience) {
        this.redis = redis;
        this.layout = layout;
        this.patience = patience;
    }

    /** What the consumer says of a type's log, or null if it has not said anything. */
    public @Nullable CatalogEntry catalogEntry(String type) {
        byte[] value = Answers.await(() -> redis.get().hget(layout.catalog(), utf8(type)));
        return value == null ? null : CatalogEntry.decode(new String(value, StandardCharsets.UTF_8));
    }

    /**
     * Reads entities of one partition at one moment.
     *
     * @param partitions the topic's partition count, which decides where in the partition an id is
     */
    public PartitionRead read(PartitionKey key, int partitions, List<EntityId> ids) {
        return Answers.await(() -> readAsync(key, partitions, ids));
    }

    /** Reads entities of several partitions, each at one moment of its own. */
    public Map<PartitionKey, PartitionRead> read(Map<PartitionKey, List<EntityId>> ids, int partitions) {
        Map<PartitionKey, CompletableFuture<PartitionRead>> asked = new HashMap<>();
        Map<PartitionKey, PartitionRead> reads = new HashMap<>();
        ids.forEach((key, idsOfPartition) -> asked.put(key, readAsync(key, partitions, idsOfPartition)));
        asked.forEach((key, answer) -> reads.put(key, Answers.await(() -> answer)));
        return reads;
    }

    /** Whether any served generation of the type holds keys that belong elsewhere; null if one partition is cold. */
    public @Nullable Boolean anyMisplaced(String type, int partitions) {
        List<PartitionKey> open = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            open.add(new PartitionKey(type, partition));
        }
        for (int move = 0; move < MAX_MOVES && !open.isEmpty(); move++) {
            Map<PartitionKey, CompletableFuture<@Nullable Long>> asked = new HashMap<>();
            open.forEach(key -> asked.put(key, misplacedAsync(key)));
            open.clear();
            for (Map.Entry<PartitionKey, CompletableFuture<@Nullable Long>> entry : asked.entrySet()) {
                Long misplaced = Answers.await(entry::getValue);
                if (misplaced == null) {
                    if (!servedGenerations.containsKey(entry.getKey())) {
                        return null;
                    }
                    open.add(entry.getKey());
                } else if (misplaced > 0) {
                    return true;
                }
            }
        }
        return open.isEmpty() ? Boolean.FALSE : null;
    }

    /** Counts the misplaced keys of the generation believed to be served; null if it is not the served one. */
    private CompletableFuture<@Nullable Long> misplacedAsync(PartitionKey key) {
        String generation = servedGenerations.getOrDefault(key, UNKNOWN);
        try {
            // One after the other: a generation that is still served after the count was served at the count. Commands
            // that follow each other without waiting lose their order where a cluster redirects one of them.
            return redis.get()
                    .hlen(layout.misplaced(key.type(), key.partition(), generation))
                    .toCompletableFuture()
                    .thenCompose(misplaced -> redis.get()
                            .hget(layout.partition(key.type(), key.partition()), SERVED)
                            .thenApply(served -> isServed(key, generation, served) ? misplaced : null));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Like {@link #read(PartitionKey, int, List)}, without waiting; ends exceptionally if the store did not answer. */
    public CompletableFuture<PartitionRead> readAsync(PartitionKey key, int partitions, List<EntityId> ids) {
        return ids.size() == 1 ? gathered.read(key, partitions, ids.get(0)) : readTogether(key, partitions, ids);
    }

    private CompletableFuture<PartitionRead> readTogether(PartitionKey key, int partitions, List<EntityId> ids) {
        byte[][] fields = ids.stream().map(EntityId::toKey).toArray(byte[][]::new);
        return attempt(key, partitions, ids, fields, MAX_MOVES);
    }

    private CompletableFuture<PartitionRead> attempt(
            PartitionKey key, int partitions, List<EntityId> ids, byte[][] fields, int movesLeft) {
        String generation = servedGenerations.getOrDefault(key, UNKNOWN);
        byte[][] keys = new byte[3 + fields.length][];
        keys[0] = layout.partition(key.type(), key.partition());
        keys[1] = layout.generation(key.type(), key.partition(), generation);
        keys[2] = layout.unreadable(key.type(), key.partition(), generation);
        byte[][] args = new byte[1 + fields.length][];
        args[0] = utf8(generation);
        for (int i = 0; i < fields.length; i++) {
            int bucket = Partitioner.bucket(fields[i], partitions, Layout.BUCKETS);
            keys[3 + i] = layout.bucket(key.type(), key.partition(), generation, bucket);
            args[1 + i] = fields[i];
        }
        CompletableFuture<List<Object>> answer;
        try {
            answer = ClusterRefusals.repeat(() -> READ.run(redis.get(), keys, args), patience);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return answer.thenCompose(result -> {
            byte[] served = (byte[]) result.get(0);
            if (served == null) {
                servedGenerations.remove(key);
                return CompletableFuture.completedFuture(new PartitionRead.Cold());
            }
            if (!isServed(key, generation, served)) {
                return movesLeft == 0
                        ? CompletableFuture.failedFuture(new IllegalStateException(
                                "the served generation of " + key + " changed " + MAX_MOVES + " times during a read"))
                        : attempt(key, partitions, ids, fields, movesLeft - 1);
            }
            return CompletableFuture.completedFuture(decode(generation, ids, result));
        });
    }

    /** Takes note of the generation that is really served. */
    private boolean isServed(PartitionKey key, String believed, byte @Nullable [] served) {
        if (served == null) {
            servedGenerations.remove(key);
            return false;
        }
        String actual = new String(served, StandardCharsets.UTF_8);
        if (!actual.equals(believed)) {
            servedGenerations.put(key, actual);
            return false;
        }
        return true;
    }

    private static PartitionRead decode(String generation, List<EntityId> ids, List<Object> result) {
        byte[] topicId = (byte[]) result.get(1);
        byte[] partitions = (byte[]) result.get(2);
        byte[] offset = (byte[]) result.get(3);
        byte[] caughtUpAt = (byte[]) result.get(4);
        byte[] definition = (byte[]) result.get(5);
        byte[] wholeAt = (byte[]) result.get(6);
        if (topicId == null || partitions == null || offset == null) {
            // Somebody removed the generation's record: what is left of it cannot be dated, so it is not served.
            return new PartitionRead.Cold();
        }
        if (definition == null || !Layout.isOfThisVersion(definition)) {
            // What another version of the layout wrote would be misread, and its consumer builds it anew.
            return new PartitionRead.Cold();
        }
        List<StoredEntity> entities = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            entities.add(entity(ids.get(i), (byte[]) result.get(7 + 2 * i), (byte[]) result.get(8 + 2 * i)));
        }
        return new PartitionRead.Served(
                generation,
                new Incarnation(ascii(topicId)),
                Integer.parseInt(ascii(partitions)),
                Long.parseLong(ascii(offset)),
                wholeAt == null ? 0 : Long.parseLong(ascii(wholeAt)),
                caughtUpAt == null ? null : Instant.ofEpochMilli(Long.parseLong(ascii(caughtUpAt))),
                entities);
    }

    private static StoredEntity entity(EntityId id, byte @Nullable [] snapshot, byte @Nullable [] unreadable) {
        if (unreadable != null) {
            return new StoredEntity.Unreadable(StoredEntityCodec.decodeUnreadable(id, unreadable));
        }
        return snapshot == null
                ? new StoredEntity.Absent()
                : new StoredEntity.Present(StoredEntityCodec.decodeSnapshot(id, snapshot));
    }

    private static String ascii(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
