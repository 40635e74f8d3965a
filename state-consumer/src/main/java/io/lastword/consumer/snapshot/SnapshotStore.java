package io.lastword.consumer.snapshot;

import io.lastword.kit.redis.ClusterRefusals;
import io.lastword.kit.redis.Replies;
import io.lastword.kit.redis.Script;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.store.CatalogEntry;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of all partitions in Redis. Everything that changes a partition is one script that first compares what
 * the caller believes with what is stored, so a caller that was overtaken changes nothing. Thread-safe.
 */
public final class SnapshotStore {

    private static final Script APPLY = Script.load(SnapshotStore.class, "apply.lua");
    private static final Script BEGIN = Script.load(SnapshotStore.class, "begin.lua");
    private static final Script FLIP = Script.load(SnapshotStore.class, "flip.lua");
    private static final Script DISCARD = Script.load(SnapshotStore.class, "discard.lua");
    private static final Script DROP = Script.load(SnapshotStore.class, "drop.lua");
    private static final Script RETIRE = Script.load(SnapshotStore.class, "retire.lua");
    private static final Script REQUEST = Script.load(SnapshotStore.class, "request.lua");
    private static final Script CANCEL = Script.load(SnapshotStore.class, "cancel.lua");
    private static final Script DAMAGE = Script.load(SnapshotStore.class, "damage.lua");
    private static final Script UNINDEXED = Script.load(SnapshotStore.class, "unindexed.lua");

    /** The served generation comes first. */
    private static final byte[][] PARTITION_FIELDS = {
        utf8(Layout.PartitionFields.SERVED),
        utf8(Layout.PartitionFields.BUILDING),
        utf8(Layout.PartitionFields.REBUILD_DUE),
        utf8(Layout.PartitionFields.REBUILD_PUT_OFF),
        utf8(Layout.PartitionFields.FROZEN)
    };

    /** Says that a server does not tell its eviction policy, as managed ones may not. */
    public static final String UNKNOWN_POLICY = "unknown";

    private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis;
    private final Layout layout;
    private final Duration timeout;
    private final Map<String, StepLane> lanes = new ConcurrentHashMap<>();

    /**
     * @param redis gives the shared connection; may throw where no server can be reached
     * @param timeout longest wait for one answer
     */
    public SnapshotStore(Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis, Layout layout, Duration timeout) {
        this.redis = redis;
        this.layout = layout;
        this.timeout = timeout;
    }

    /** Reads what the store holds of a partition. */
    public StoredPartition read(String type, int partition) {
        List<byte @Nullable []> values = hash(layout.partition(type, partition), PARTITION_FIELDS);
        String served = text(values.get(0));
        String building = text(values.get(1));
        return new StoredPartition(
                served,
                building,
                served == null ? null : generation(type, partition, served),
                building == null ? null : generation(type, partition, building),
                new StoredPartition.Marks(text(values.get(2)), text(values.get(3)), values.get(4) != null));
    }

    /**
     * Those of the partitions of which the store holds more than what is served: a build, a request, a mark. A partition
     * whose server does not answer is none of them.
     *
     * @throws StoreUnavailableException if no server answered
     */
    public Set<Integer> unsettled(String type, Collection<Integer> partitions) {
        Answered<List<KeyValue<byte[], byte[]>>> answered = Answered.each(
                partitions,
                partition -> redis.get().hmget(layout.partition(type, partition), PARTITION_FIELDS),
                timeout);
        answered.requireAny();
        Set<Integer> unsettled = new TreeSet<>();
        answered.answers().forEach((partition, fields) -> {
            if (fields.subList(1, fields.size()).stream().anyMatch(KeyValue::hasValue)) {
                unsettled.add(partition);
            }
        });
        return unsettled;
    }

    /** Which of the partitions have a server that answers; the others are not to be waited for one by one. */
    public Answered<Boolean> reachable(String type, Collection<Integer> partitions) {
        return Answered.each(
                partitions,
                partition ->
                        redis.get().exists(layout.partition(type, partition)).thenApply(count -> true),
                timeout);
    }

    /**
     * Makes a step. Steps of one generation may follow each other without waiting: each checks that the one before it
     * was applied, and keeps its place behind it while a Redis Cluster moves the partition's slot.
     *
     * @return completes with false if the caller was overtaken, exceptionally if the store did not answer
     */
    public CompletableFuture<Boolean> apply(String type, int partition, Step step) {
        StepEncoder encoder = new StepEncoder(layout, type, partition);
        StepEncoder.Call call = encoder.encode(step);
        StepLane lane = lanes.computeIfAbsent(type + ":" + partition, name -> new StepLane(timeout));
        try {
            return lane.send(step.target().generation(), () -> APPLY.run(redis.get(), call.keys(), call.args()))
                    .exceptionallyCompose(failure ->
                            CompletableFuture.failedFuture(Replies.unavailable(ClusterRefusals.unwrap(failure))));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(Replies.unavailable(e));
        }
    }

    /**
     * Begins a new generation.
     *
     * @param keepServed whether the served generation stays served until the new one takes over
     * @param positionsAnew whether the log has lost its end, so that readers must not compare positions in this
     *     generation, and in those after it, with positions before
     * @return false if the caller was overtaken
     */
    public boolean begin(
            String type,
            int partition,
            StoredPartition seen,
            Generation fresh,
            boolean keepServed,
            boolean positionsAnew) {
        byte[][] keys = {
            layout.partition(type, partition),
            layout.generations(type, partition),
            layout.generation(type, partition, fresh.id())
        };
        List<byte[]> args = new ArrayList<>();
        args.add(utf8(orEmpty(seen.servedId())));
        args.add(utf8(orEmpty(seen.buildingId())));
        args.add(utf8(fresh.id()));
        args.add(utf8(keepServed ? "1" : "0"));
        args.add(utf8(positionsAnew ? "1" : "0"));
        fresh.encode().forEach(text -> args.add(utf8(text)));
        return change(BEGIN, keys, args.toArray(byte[][]::new));
    }

    /**
     * Serves the built generation instead of the one that was served.
     *
     * @param at offset at which the caller knows the built one to be whole
     * @param servedWasLive whether the served one was folded on until now, so that the built one inherits its
     *     caught-up-at where that is later
     * @return false if the caller was overtaken or the build is not far enough
     */
    public boolean flip(
            String type, int partition, String built, long at, @Nullable String served, boolean servedWasLive) {
        byte[][] keys = {
            layout.partition(type, partition),
            layout.generation(type, partition, built),
            layout.generation(type, partition, served == null ? built : served)
        };
        byte[][] args = {utf8(built), utf8(Long.toString(at)), utf8(orEmpty(served)), utf8(servedWasLive ? "1" : "0")};
        return change(FLIP, keys, args);
    }

    /**
     * Gives up a build; what it wrote is an orphan from then on.
     *
     * @return false if it is not being built any more
     */
    public boolean discard(String type, int partition, String building) {
        return putOff(type, partition, building, "", "");
    }

    /**
     * Gives up a build for now.
     *
     * @param why why it cannot go on
     * @param wish the wish that it was begun for, which is due again; empty if it is begun again without one
     * @return false if it is not being built any more
     */
    public boolean putOff(String type, int partition, String building, String why, String wish) {
        return change(DISCARD, new byte[][] {layout.partition(type, partition)}, new byte[][] {
            utf8(building), utf8(why), utf8(wish)
        });
    }

    /**
     * Ends serving a generation that is not of the log any more.
     *
     * @return false if it is not served
     */
    public boolean retire(String type, int partition, String served) {
        return change(RETIRE, new byte[][] {layout.partition(type, partition)}, new byte[][] {utf8(served)});
    }

    /** Tells readers that the served generation is not folded into any more, and why; ends with the next flip. */
    public void freeze(String type, int partition, String reason) {
        await(() ->
                redis.get().hset(layout.partition(type, partition), utf8(Layout.PartitionFields.FROZEN), utf8(reason)));
    }

    /** Takes back what {@link #freeze} said. */
    public void unfreeze(String type, int partition) {
        await(() -> redis.get().hdel(layout.partition(type, partition), utf8(Layout.PartitionFields.FROZEN)));
    }

    /**
     * Drops every generation that is neither served nor being built, its memory freed in the background. That it has no
     * role is asked for again in the moment in which it is dropped: a Redis that failed over may have given it one.
     */
    public Orphans dropOrphans(String type, int partition) {
        Set<byte[]> known = await(() -> redis.get().smembers(layout.generations(type, partition)));
        byte[][] roles = {utf8(Layout.PartitionFields.SERVED), utf8(Layout.PartitionFields.BUILDING)};
        Set<String> inUse = new HashSet<>();
        hash(layout.partition(type, partition), roles).forEach(role -> inUse.add(orEmpty(text(role))));
        int dropped = 0;
        int left = 0;
        for (byte[] id : known) {
            String generation = new String(id, StandardCharsets.UTF_8);
            if (inUse.contains(generation)) {
                continue;
            }
            if (drop(type, partition, generation)) {
                dropped++;
            } else {
                left++;
            }
        }
        return new Orphans(dropped, left);
    }

    /**
     * What became of generations without a role.
     *
     * @param left how many could not be dropped now, because a Redis Cluster is moving the partition's slot
     */
    public record Orphans(int dropped, int left) {}

    /** Has the consumer that owns the partition build a new generation, as soon as it may. */
    public void requestRebuild(String type, int partition) {
        change(REQUEST, new byte[][] {layout.partition(type, partition)}, new byte[][] {
            utf8(StoredPartition.REQUESTED), {}
        });
    }

    /**
     * Takes back the wish for a rebuild, and gives up what was built of it so far. A build that the partition needs goes on.
     *
     * @return why the partition must be built anew, or null if there is nothing to be built of it any more
     */
    public @Nullable String cancelRebuild(String type, int partition) {
        while (true) {
            StoredPartition stored = read(type, partition);
            String need = stored.need();
            if (need != null) {
                return need;
            }
            byte[][] args = {utf8(orEmpty(stored.buildingId()))};
            if (change(CANCEL, new byte[][] {layout.partition(type, partition)}, args)) {
                dropOrphans(type, partition);
                return null;
            }
        }
    }

    /** Tells readers of the type's log. */
    public void publish(String type, CatalogEntry entry) {
        await(() -> redis.get().hset(layout.catalog(), utf8(type), utf8(entry.encode())));
    }

    /** What readers were last told of the type's log, or null. */
    public @Nullable CatalogEntry published(String type) {
        String entry = text(hash(layout.catalog(), new byte[][] {utf8(type)}).get(0));
        return entry == null ? null : CatalogEntry.decode(entry);
    }

    /** How many keys of the partition's generation belong in other partitions. */
    public long misplaced(String type, int partition, String generation) {
        return await(() -> redis.get().hlen(layout.misplaced(type, partition, generation)));
    }

    /**
     * Counts the entities of a generation that are not in an index, without waiting for the answer.
     *
     * @return by index; completes exceptionally if the store did not answer
     */
    public CompletableFuture<Map<String, Long>> unindexed(
            String type, int partition, String generation, List<String> indexes) {
        GenerationKeys keys = new GenerationKeys(layout, type, partition, generation);
        List<byte[]> all = new ArrayList<>(List.of(keys.ofRecord()));
        indexes.forEach(index -> all.addAll(keys.ofIndex(index)));
        byte[][] args = {utf8(Integer.toString(Layout.INDEX_SLOTS))};
        try {
            return UNINDEXED
                    .<Long>values(redis.get(), all.toArray(byte[][]::new), args)
                    .thenApply(counts -> {
                        Map<String, Long> byIndex = new LinkedHashMap<>();
                        for (String index : indexes) {
                            byIndex.put(index, counts.get(byIndex.size()));
                        }
                        return byIndex;
                    });
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(Replies.unavailable(e));
        }
    }

    /**
     * Finds the keys of a generation that do not have as many entries as its record counts, without waiting for the
     * answer.
     *
     * @return the names of the counts that are not true; completes exceptionally if the store did not answer
     */
    public CompletableFuture<List<String>> damage(
            String type, int partition, String generation, FoldDefinition definition) {
        GenerationKeys keys = new GenerationKeys(layout, type, partition, generation);
        List<GenerationKeys.Counted> counted = keys.counted(definition.indexes());
        List<byte[]> all = new ArrayList<>(List.of(keys.ofRecord()));
        counted.forEach(key -> all.add(key.key()));
        byte[][] args = Stream.concat(
                        counted.stream().map(key -> utf8(key.sorted() ? "z" : "h")),
                        counted.stream().map(key -> utf8(key.field())))
                .toArray(byte[][]::new);
        try {
            return DAMAGE.<byte[]>values(redis.get(), all.toArray(byte[][]::new), args)
                    .thenApply(fields -> fields.stream()
                            .map(field -> new String(field, StandardCharsets.UTF_8))
                            .toList());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(Replies.unavailable(e));
        }
    }

    /** Waits for what {@link #damage} finds. */
    public List<String> awaitDamage(String type, int partition, String generation, FoldDefinition definition) {
        return await(() -> ClusterRefusals.repeat(() -> damage(type, partition, generation, definition), timeout));
    }

    /**
     * Notes that a generation does not hold what it should, so that it is built anew and not served meanwhile.
     *
     * @return false if it is not served any more
     */
    public boolean reportDamage(String type, int partition, String generation) {
        return change(REQUEST, new byte[][] {layout.partition(type, partition)}, new byte[][] {
            utf8(StoredPartition.DAMAGED), utf8(generation)
        });
    }

    /**
     * The {@code maxmemory-policy} of the server, or of each master of a cluster; {@value #UNKNOWN_POLICY} where one does
     * not say, or may not be asked.
     */
    public Set<String> evictionPolicies() {
        return Set.copyOf(await(() -> redis.get() instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster
                ? all(List.of(cluster.masters().commands().info("memory").futures()))
                : all(List.of(redis.get().info("memory")))));
    }

    private static CompletionStage<Set<String>> all(Collection<? extends CompletionStage<String>> infos) {
        List<CompletableFuture<String>> policies = infos.stream()
                .map(info -> info.toCompletableFuture()
                        .thenApply(SnapshotStore::evictionPolicy)
                        .exceptionallyCompose(
                                failure -> ClusterRefusals.unwrap(failure) instanceof RedisCommandExecutionException
                                        ? CompletableFuture.completedFuture(UNKNOWN_POLICY)
                                        : CompletableFuture.failedFuture(failure)))
                .toList();
        return CompletableFuture.allOf(policies.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        policies.stream().map(CompletableFuture::join).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static String evictionPolicy(String info) {
        return info.lines()
                .filter(line -> line.startsWith("maxmemory_policy:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(UNKNOWN_POLICY);
    }

    private boolean change(Script script, byte[][] keys, byte[][] args) {
        return await(() -> ClusterRefusals.repeat(() -> script.run(redis.get(), keys, args), timeout));
    }

    /** Tries once: what a moving slot refuses now is no hurry. */
    private boolean drop(String type, int partition, String generation) {
        GenerationKeys keys = new GenerationKeys(layout, type, partition, generation);
        byte[] definition = hash(keys.ofRecord(), new byte[][] {utf8(Generation.DEFINITION)})
                .get(0);
        List<String> indexes = definition == null
                ? List.of()
                : FoldDefinition.parse(new String(definition, StandardCharsets.UTF_8))
                        .map(parsed -> parsed.indexes().names())
                        .orElse(List.of());
        List<byte[]> touched = new ArrayList<>(
                List.of(layout.partition(type, partition), layout.generations(type, partition), keys.ofRecord()));
        touched.addAll(keys.ofContents(indexes));
        byte[][] args = {utf8(generation)};
        return await(() -> DROP.run(redis.get(), touched.toArray(byte[][]::new), args)
                .exceptionallyCompose(failure -> ClusterRefusals.isForAMoment(failure)
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(failure)));
    }

    private @Nullable Generation generation(String type, int partition, String id) {
        byte[][] fields = Generation.FIELDS.stream().map(SnapshotStore::utf8).toArray(byte[][]::new);
        return Generation.decode(id, hash(layout.generation(type, partition, id), fields));
    }

    private List<byte @Nullable []> hash(byte[] key, byte[][] fields) {
        List<byte @Nullable []> values = new ArrayList<>();
        for (KeyValue<byte[], byte[]> value : await(() -> redis.get().hmget(key, fields))) {
            values.add(value.getValueOrElse(null));
        }
        return values;
    }

    private <T> T await(Supplier<CompletionStage<T>> command) {
        return Replies.await(command, timeout);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
