package io.lastword.query.snapshot;

import io.lastword.kit.redis.ClusterRefusals;
import io.lastword.kit.redis.Script;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.store.Layout;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts that read the served generation of a partition, whichever that is: a script must be told which keys it
 * reads, so it is told the generation believed to be served, and says so if another is. Thread-safe.
 *
 * <p>Such a script takes the partition and the generation as its first keys and the generation's id as its first
 * argument. It answers the id of the served generation alone if that is another one, else this id, the fields topic id,
 * partitions, offset, caught-up-at, definition and whole-at of the generation, and then whatever it is for.
 */
public final class ServedReads {

    private static final byte[] SERVED = utf8(Layout.PartitionFields.SERVED);
    /** A generation id that no generation has: the first read of a partition learns which one is served. */
    private static final String UNKNOWN = "-";

    private static final int MAX_MOVES = 10;

    private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis;
    private final Layout layout;
    private final Duration patience;
    private final StoredTimes times;
    private final Map<PartitionKey, String> believed = new ConcurrentHashMap<>();

    public ServedReads(
            Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis,
            Layout layout,
            Duration patience,
            StoredTimes times) {
        this.redis = redis;
        this.layout = layout;
        this.patience = patience;
        this.times = times;
    }

    /**
     * What a script found.
     *
     * @param status of the generation, without entities
     * @param definition what it is folded with
     * @param values what the script answers after that
     */
    public record Answer(PartitionRead.Served status, String definition, List<Object> values) {}

    /**
     * Runs a script, again where another generation has come to be served.
     *
     * @param keys of the script in a given generation, after the first two
     * @param args of the script, after the first
     * @return null if no generation that this version can read is served
     */
    public CompletableFuture<@Nullable Answer> run(
            Script script, PartitionKey key, Function<String, byte[][]> keys, byte[]... args) {
        return attempt(script, key, keys, args, MAX_MOVES);
    }

    /** Counts the misplaced keys of the generation believed to be served; null if it is not the served one. */
    CompletableFuture<@Nullable Long> misplaced(PartitionKey key) {
        String generation = believed.getOrDefault(key, UNKNOWN);
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

    /** Whether a generation was being served when this was last looked at. */
    boolean anyKnown(PartitionKey key) {
        return believed.containsKey(key);
    }

    private CompletableFuture<@Nullable Answer> attempt(
            Script script, PartitionKey key, Function<String, byte[][]> keysOf, byte[][] args, int movesLeft) {
        String generation = believed.getOrDefault(key, UNKNOWN);
        byte[][] more = keysOf.apply(generation);
        byte[][] keys = new byte[2 + more.length][];
        keys[0] = layout.partition(key.type(), key.partition());
        keys[1] = layout.generation(key.type(), key.partition(), generation);
        System.arraycopy(more, 0, keys, 2, more.length);
        byte[][] allArgs = new byte[1 + args.length][];
        allArgs[0] = utf8(generation);
        System.arraycopy(args, 0, allArgs, 1, args.length);
        CompletableFuture<List<Object>> answer;
        try {
            answer = ClusterRefusals.repeat(() -> script.values(redis.get(), keys, allArgs), patience);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return answer.thenCompose(result -> {
            byte[] served = (byte[]) result.get(0);
            if (served == null) {
                believed.remove(key);
                return CompletableFuture.completedFuture(null);
            }
            if (!isServed(key, generation, served)) {
                return movesLeft == 0
                        ? CompletableFuture.failedFuture(new IllegalStateException(
                                "the served generation of " + key + " changed " + MAX_MOVES + " times during a read"))
                        : attempt(script, key, keysOf, args, movesLeft - 1);
            }
            return CompletableFuture.completedFuture(decode(generation, result));
        });
    }

    /** Takes note of the generation that is really served. */
    private boolean isServed(PartitionKey key, String generation, byte @Nullable [] served) {
        if (served == null) {
            believed.remove(key);
            return false;
        }
        String actual = new String(served, StandardCharsets.UTF_8);
        if (!actual.equals(generation)) {
            believed.put(key, actual);
            return false;
        }
        return true;
    }

    private @Nullable Answer decode(String generation, List<Object> result) {
        byte[] topicId = (byte[]) result.get(1);
        byte[] partitions = (byte[]) result.get(2);
        byte[] offset = (byte[]) result.get(3);
        byte[] caughtUpAt = (byte[]) result.get(4);
        byte[] definition = (byte[]) result.get(5);
        byte[] wholeAt = (byte[]) result.get(6);
        if (topicId == null || partitions == null || offset == null) {
            // Somebody removed the generation's record: what is left of it cannot be dated, so it is not served.
            return null;
        }
        if (definition == null || !Layout.isOfThisVersion(definition)) {
            // What another version of the layout wrote would be misread, and its consumer builds it anew.
            return null;
        }
        PartitionRead.Served status = new PartitionRead.Served(
                generation,
                new Incarnation(ascii(topicId)),
                Integer.parseInt(ascii(partitions)),
                Long.parseLong(ascii(offset)),
                wholeAt == null ? 0 : Long.parseLong(ascii(wholeAt)),
                caughtUpAt == null ? null : times.known(Instant.ofEpochMilli(Long.parseLong(ascii(caughtUpAt)))),
                List.of());
        return new Answer(status, ascii(definition), result.subList(7, result.size()));
    }

    private static String ascii(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
