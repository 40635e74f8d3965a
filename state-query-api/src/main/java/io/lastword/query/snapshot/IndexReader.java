package io.lastword.query.snapshot;

import io.lastword.model.EntityId;
import io.lastword.model.IndexEntry;
import io.lastword.model.Layout;
import io.lastword.model.StoredEntityCodec;
import io.lastword.query.filter.ByteRange;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads indexes from Redis, together with the snapshots that their entries stand for. Thread-safe. */
public final class IndexReader {

    private static final Script LIST = Script.load("list.lua");

    /** Values of a script's answer that come before the entries. */
    private static final int HEADER = 3;

    private final Layout layout;
    private final ServedReads served;

    /**
     * @param redis gives the shared connection, which gives up on an answer in time; may throw where there is no server
     * @param patience how long a read is repeated while a Redis Cluster moves its partition's slot
     */
    public IndexReader(Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis, Layout layout, Duration patience) {
        this.layout = layout;
        this.served = new ServedReads(redis, layout, patience);
    }

    /**
     * How much one read may bring.
     *
     * @param entries at most
     * @param bytes of states after which no more entries are added
     */
    public record Portion(int entries, int bytes) {}

    /**
     * Reads the next entries of one index, in its order; their places are the members.
     *
     * @param wanted how much of which partition, each at one moment of its own
     * @param index name of a declared index, or {@link io.lastword.model.IndexDefinition#ID}
     * @param range of members
     * @param after the member behind which the entries begin, or null for the beginning of the range
     * @return without the partitions that are cold
     */
    public Map<PartitionKey, IndexRun> inOrder(
            Map<PartitionKey, Portion> wanted, String index, ByteRange range, byte @Nullable [] after) {
        byte[] lower = after == null ? bound('[', range.from()) : bound('(', after);
        byte[] upper = range.to() == null ? ascii("+") : bound('(', range.to());
        return read(
                wanted,
                (key, portion) -> served.run(
                                LIST,
                                key,
                                generation -> keys(key, generation, index),
                                lower,
                                upper,
                                ascii(Integer.toString(portion.entries())),
                                ascii(Integer.toString(portion.bytes())))
                        .thenApply(answer -> answer == null ? null : inOrder(answer)));
    }

    private static Map<PartitionKey, IndexRun> read(
            Map<PartitionKey, Portion> wanted,
            BiFunction<PartitionKey, Portion, CompletableFuture<@Nullable IndexRun>> one) {
        Map<PartitionKey, CompletableFuture<@Nullable IndexRun>> asked = new HashMap<>();
        wanted.forEach((key, portion) -> asked.put(key, one.apply(key, portion)));
        Map<PartitionKey, IndexRun> runs = new HashMap<>();
        asked.forEach((key, answer) -> {
            IndexRun run = Answers.await(() -> answer);
            if (run != null) {
                runs.put(key, run);
            }
        });
        return runs;
    }

    private static IndexRun inOrder(ServedReads.Answer answer) {
        List<Object> values = answer.values();
        List<IndexRun.Entry> entries = new ArrayList<>();
        byte[] last = null;
        for (int i = HEADER; i < values.size(); i += 2) {
            last = (byte[]) values.get(i);
            add(entries, last, IndexEntry.decode(last).id(), (byte[]) values.get(i + 1));
        }
        return run(answer, entries, (long) values.get(2) == 0 ? null : last);
    }

    private static void add(List<IndexRun.Entry> entries, byte[] place, byte[] id, byte @Nullable [] snapshot) {
        if (snapshot != null) {
            EntityId.fromKey(id)
                    .map(entity -> StoredEntityCodec.decodeSnapshot(entity, snapshot))
                    .ifPresent(decoded -> entries.add(new IndexRun.Entry(place, decoded)));
        }
    }

    private static IndexRun run(ServedReads.Answer answer, List<IndexRun.Entry> entries, byte @Nullable [] completeTo) {
        List<Object> values = answer.values();
        return new IndexRun(
                answer.status(), answer.definition(), (long) values.get(0), (long) values.get(1), entries, completeTo);
    }

    /** Misplaced, unreadable, the slots of the index, all buckets. */
    private byte[][] keys(PartitionKey key, String generation, String index) {
        byte[][] keys = new byte[2 + Layout.INDEX_SLOTS + Layout.BUCKETS][];
        keys[0] = layout.misplaced(key.type(), key.partition(), generation);
        keys[1] = layout.unreadable(key.type(), key.partition(), generation);
        for (int slot = 0; slot < Layout.INDEX_SLOTS; slot++) {
            keys[2 + slot] = layout.index(key.type(), key.partition(), generation, index, slot);
        }
        for (int bucket = 0; bucket < Layout.BUCKETS; bucket++) {
            keys[2 + Layout.INDEX_SLOTS + bucket] = layout.bucket(key.type(), key.partition(), generation, bucket);
        }
        return keys;
    }

    private static byte[] bound(char kind, byte[] member) {
        byte[] bound = new byte[member.length + 1];
        bound[0] = (byte) kind;
        System.arraycopy(member, 0, bound, 1, member.length);
        return bound;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
