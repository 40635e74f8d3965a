package io.lastword.query.scan;

import io.lastword.kit.redis.Replies;
import io.lastword.kit.redis.Script;
import io.lastword.kit.share.SharedQuestions;
import io.lastword.kit.share.Turns;
import io.lastword.model.entity.EntityId;
import io.lastword.model.index.IndexEntry;
import io.lastword.model.store.Layout;
import io.lastword.model.store.StoredEntityCodec;
import io.lastword.query.filter.ByteRange;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.ServedReads;
import io.lastword.query.snapshot.StoredTimes;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads indexes from Redis, together with the snapshots that their entries stand for. Thread-safe. */
public final class IndexReader {

    private static final Script LIST = Script.load(IndexReader.class, "list.lua");
    private static final Script NEAR = Script.load(IndexReader.class, "near.lua");
    private static final Script COUNTS = Script.load(IndexReader.class, "counts.lua");

    /** So many entities of a partition are looked at, in one read, for those that are near; Redis does nothing else meanwhile. */
    private static final int MOST_LOOKS = 10_000;

    /** Between two counts of the same, since counting keeps the store busy. */
    private static final Duration PAUSE_OF_COUNTS = Duration.ofMillis(100);

    private static final Duration LONGEST_COUNT = Duration.ofSeconds(30);

    /** Values of a script's answer that come before the entries. */
    private static final int HEADER = 3;

    private final Layout layout;
    private final ServedReads served;
    /** What keeps the store busy goes one after the other, so that look-ups of all clients come in between. */
    private final Turns turns = new Turns();

    private final SharedQuestions<NearQuestion, @Nullable IndexRun> near =
            new SharedQuestions<>(this::nearest, LONGEST_COUNT);
    private final SharedQuestions<CountQuestion, Map<PartitionKey, ValueCounts>> counts =
            new SharedQuestions<>(this::count, LONGEST_COUNT, question -> PAUSE_OF_COUNTS);

    /**
     * @param redis gives the shared connection, which gives up on an answer in time; may throw where there is no server
     * @param patience how long a read is repeated while a Redis Cluster moves its partition's slot
     * @param times says which caught-up-at is believed
     */
    public IndexReader(
            Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis,
            Layout layout,
            Duration patience,
            StoredTimes times) {
        this.layout = layout;
        this.served = new ServedReads(redis, layout, patience, times);
    }

    /**
     * How much one read may bring.
     *
     * @param entries at most
     * @param bytes of states at most, if there is more than one entry
     */
    public record Portion(int entries, int bytes) {}

    /**
     * Reads the next entries of one index, in its order; their places are the members.
     *
     * @param wanted how much of which partition, each at one moment of its own
     * @param index name of a declared index, or {@link io.lastword.model.index.IndexDefinition#ID}
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
                                generation -> keys(key, generation, index, true),
                                lower,
                                upper,
                                ascii(Integer.toString(portion.entries())),
                                ascii(Integer.toString(portion.bytes())))
                        .thenApply(answer -> answer == null ? null : inOrder(answer)));
    }

    /**
     * Reads what comes next by distance, and then by id.
     *
     * @param wanted how much of which partition, each at one moment of its own
     * @param index name of a declared index of coordinates
     * @param after the place behind which the entries begin, or null for the point itself
     * @return without the partitions that are cold; a run without entries, and yet not at its end, stops before a ring in
     *     which more entities stand than are looked at
     */
    public Map<PartitionKey, IndexRun> nearest(
            Map<PartitionKey, Portion> wanted, String index, Surroundings around, byte @Nullable [] after) {
        return read(
                wanted,
                (key, portion) -> near.ask(new NearQuestion(
                        key,
                        index,
                        Stream.of(arguments(around, after, portion))
                                .map(ByteBuffer::wrap)
                                .toList())));
    }

    /** @param arguments of the script: who asks with the same shares the answer */
    private record NearQuestion(PartitionKey key, String index, List<ByteBuffer> arguments) {}

    private CompletableFuture<@Nullable IndexRun> nearest(NearQuestion question) {
        return turns.take(() -> served.run(
                        NEAR,
                        question.key(),
                        generation -> keys(question.key(), generation, question.index(), true),
                        question.arguments().stream().map(ByteBuffer::array).toArray(byte[][]::new))
                .thenApply(answer -> answer == null ? null : nearest(answer)));
    }

    /**
     * Counts the entities of each value in an index.
     *
     * @param keys of the partitions, each counted at one moment of its own
     * @param index name of a declared index
     * @param most values of a partition after which no more are counted
     * @return without the partitions that are cold
     */
    public Map<PartitionKey, ValueCounts> count(List<PartitionKey> keys, String index, int most) {
        return Replies.await(() -> counts.ask(new CountQuestion(keys, index, most)));
    }

    private record CountQuestion(List<PartitionKey> keys, String index, int most) {}

    private CompletableFuture<Map<PartitionKey, ValueCounts>> count(CountQuestion question) {
        Map<PartitionKey, CompletableFuture<@Nullable ValueCounts>> asked = new HashMap<>();
        question.keys().forEach(key -> asked.put(key, count(key, question.index(), question.most())));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<PartitionKey, ValueCounts> found = new HashMap<>();
                    asked.forEach((key, answer) -> {
                        ValueCounts read = answer.join();
                        if (read != null) {
                            found.put(key, read);
                        }
                    });
                    return found;
                });
    }

    private CompletableFuture<@Nullable ValueCounts> count(PartitionKey key, String index, int most) {
        return turns.take(() -> served.run(
                        COUNTS, key, generation -> keys(key, generation, index, false), ascii(Integer.toString(most)))
                .thenApply(answer -> answer == null ? null : counts(answer)));
    }

    private static <W, R> Map<PartitionKey, R> read(
            Map<PartitionKey, W> wanted, BiFunction<PartitionKey, W, CompletableFuture<@Nullable R>> one) {
        Map<PartitionKey, CompletableFuture<@Nullable R>> asked = new HashMap<>();
        wanted.forEach((key, what) -> asked.put(key, one.apply(key, what)));
        Map<PartitionKey, R> found = new HashMap<>();
        asked.forEach((key, answer) -> {
            R read = Replies.await(() -> answer);
            if (read != null) {
                found.put(key, read);
            }
        });
        return found;
    }

    private static byte[][] arguments(Surroundings around, byte @Nullable [] after, Portion portion) {
        List<byte[]> args = new ArrayList<>(List.of(
                ascii(Integer.toString(portion.entries())),
                ascii(Integer.toString(portion.bytes())),
                ascii(Integer.toString(MOST_LOOKS)),
                number(around.x()),
                number(around.y()),
                number(around.z()),
                number(Surroundings.distance(after)),
                after == null ? new byte[0] : Arrays.copyOfRange(after, Double.BYTES, after.length),
                number(around.farthest())));
        for (Surroundings.Ring ring : around.rings()) {
            args.add(number(ring.reach()));
            args.add(ascii(Integer.toString(ring.cells().size())));
            ring.cells().forEach(range -> {
                args.add(range.from());
                args.add(range.to() == null ? new byte[0] : range.to());
            });
        }
        return args.toArray(byte[][]::new);
    }

    private static IndexRun nearest(ServedReads.Answer answer) {
        List<Object> values = answer.values();
        List<IndexRun.Entry> entries = new ArrayList<>();
        for (int i = HEADER + 1; i < values.size(); i += 3) {
            byte[] id = (byte[]) values.get(i + 1);
            add(entries, Surroundings.place((byte[]) values.get(i), id), id, (byte[]) values.get(i + 2));
        }
        byte[] distance = (byte[]) values.get(2);
        return run(answer, entries, distance.length == 0 ? null : Surroundings.place(distance, (byte[]) values.get(3)));
    }

    private static ValueCounts counts(ServedReads.Answer answer) {
        List<Object> values = answer.values();
        List<ValueCounts.Count> counts = new ArrayList<>();
        for (int i = HEADER; i < values.size(); i += 2) {
            counts.add(new ValueCounts.Count((byte[]) values.get(i), (long) values.get(i + 1)));
        }
        byte[] live = (byte[]) values.get(2);
        return new ValueCounts(
                answer.status(),
                answer.definition(),
                (long) values.get(0),
                live == null ? 0 : Long.parseLong(new String(live, StandardCharsets.US_ASCII)),
                counts);
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

    /** Misplaced, unreadable, the slots of the index, and all buckets if they are wanted. */
    private byte[][] keys(PartitionKey key, String generation, String index, boolean buckets) {
        byte[][] keys = new byte[2 + Layout.INDEX_SLOTS + (buckets ? Layout.BUCKETS : 0)][];
        keys[0] = layout.misplaced(key.type(), key.partition(), generation);
        keys[1] = layout.unreadable(key.type(), key.partition(), generation);
        for (int slot = 0; slot < Layout.INDEX_SLOTS; slot++) {
            keys[2 + slot] = layout.index(key.type(), key.partition(), generation, index, slot);
        }
        for (int bucket = 0; bucket < keys.length - 2 - Layout.INDEX_SLOTS; bucket++) {
            keys[2 + Layout.INDEX_SLOTS + bucket] = layout.bucket(key.type(), key.partition(), generation, bucket);
        }
        return keys;
    }

    private static byte[] number(double value) {
        return ByteBuffer.allocate(Double.BYTES).putDouble(value).array();
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
