package io.lastword.consumer.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.IndexContents;
import io.lastword.consumer.RedisAccess;
import io.lastword.consumer.fold.Delta;
import io.lastword.consumer.fold.Outcome;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.index.IndexSet;
import io.lastword.model.index.IndexedValues;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import io.lastword.model.store.StoredEntityCodec;
import io.lastword.test.RedisServers;
import io.lastword.test.Topics;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One partition in a part of a Redis that no other test uses, with a look at the bytes behind the store's back. */
final class StoreUnderTest implements AutoCloseable {

    static final String TYPE = "device";
    static final int PARTITION = 0;
    static final int PARTITIONS = 1;
    static final Incarnation LOG = new Incarnation("topic-id-of-this-log");
    static final Incarnation OTHER_LOG = new Incarnation("topic-id-of-another");
    static final FoldDefinition DEFINITION = new FoldDefinition(new StateLimits(10_000, 10), IndexSet.BY_ID);
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final Instant LATEST = START.plus(Duration.ofDays(1));
    private static final Duration RETENTION = Duration.ofDays(1);

    private final Layout layout = new Layout(Topics.unique("store") + ":");
    private final RedisServers servers;
    private final RedisAccess redis;
    private final SnapshotStore store;

    StoreUnderTest(RedisServers servers) {
        this.servers = servers;
        redis = new RedisAccess(servers);
        store = new SnapshotStore(redis::async, layout, Duration.ofSeconds(10));
    }

    SnapshotStore store() {
        return store;
    }

    Layout layout() {
        return layout;
    }

    RedisClusterCommands<byte[], byte[]> redis() {
        return redis.sync();
    }

    StoredPartition read() {
        return store.read(TYPE, PARTITION);
    }

    /** A record of a generation that has folded nothing yet and is done at the target. */
    static Generation fresh(String id, long target) {
        return fresh(id, LOG, target);
    }

    static Generation fresh(String id, Incarnation log, long target) {
        return fresh(id, log, target, DEFINITION);
    }

    static Generation fresh(String id, Incarnation log, long target, FoldDefinition definition) {
        return new Generation(
                id,
                new Position(log, 0, Position.UNKNOWN_EPOCH),
                PARTITIONS,
                definition.text(),
                new Generation.Build("store-empty", 0, target, START, 0),
                null,
                RETENTION,
                null,
                0,
                0);
    }

    boolean begin(Generation generation, boolean keepServed) {
        return store.begin(TYPE, PARTITION, read(), generation, keepServed, false);
    }

    /** Makes a generation that is served, at this offset. */
    void serve(String id, long offset) {
        begin(fresh(id, offset), true);
        apply(step(id, 0, offset));
        store.flip(TYPE, PARTITION, id, offset, read().servedId(), true);
    }

    /** Makes a generation that is served, at offset 0, folded with this definition. */
    void serve(String id, FoldDefinition definition) {
        begin(fresh(id, LOG, 0, definition), true);
        store.flip(TYPE, PARTITION, id, 0, read().servedId(), true);
    }

    /** Sends it with the role that the generation has. */
    CompletableFuture<Boolean> send(Step step) {
        boolean building = step.target().generation().equals(read().buildingId());
        return store.apply(TYPE, PARTITION, building ? as(Step.Role.BUILDING, step) : step);
    }

    /** The same step of a caller who believes that the generation has this role. */
    static Step as(Step.Role role, Step step) {
        Step.Target target =
                new Step.Target(step.target().generation(), role, step.target().definition());
        return new Step(target, step.from(), step.to(), step.contents(), step.progress());
    }

    boolean apply(Step step) {
        return send(step).join();
    }

    boolean flip(String built, long at, @Nullable String served) {
        return store.flip(TYPE, PARTITION, built, at, served, true);
    }

    static Step step(String generation, long from, long to, Outcome... outcomes) {
        return step(generation, from, to, byId(outcomes), null);
    }

    static Step step(
            String generation, long from, long to, Map<EntityId, Outcome> outcomes, @Nullable Instant caughtUpAt) {
        return step(generation, DEFINITION, from, to, new Delta(outcomes, outcomes.size(), 0), caughtUpAt);
    }

    static Step step(
            String generation,
            FoldDefinition definition,
            long from,
            long to,
            Delta delta,
            @Nullable Instant caughtUpAt) {
        return new Step(
                new Step.Target(generation, Step.Role.SERVED, definition),
                new Position(LOG, from, 0),
                new Position(LOG, to, 0),
                StepContents.of(delta, PARTITIONS),
                new Step.Progress(caughtUpAt, LATEST, true, RETENTION, null, null));
    }

    static Outcome present(String id, long revision) {
        byte[] state = ("{\"n\":" + revision + "}").getBytes(UTF_8);
        return new Outcome.Present(
                new Snapshot(new EntityId(id), revision, "updated", START, state), IndexedValues.NONE);
    }

    static Outcome unreadable(String id, long revision) {
        return new Outcome.Unreadable(new UnreadableEntity(new EntityId(id), revision, START, "not JSON"));
    }

    static Map<EntityId, Outcome> gone(Collection<EntityId> ids) {
        Map<EntityId, Outcome> outcomes = new HashMap<>();
        ids.forEach(id -> outcomes.put(id, new Outcome.Gone()));
        return outcomes;
    }

    private static Map<EntityId, Outcome> byId(Outcome... outcomes) {
        Map<EntityId, Outcome> byId = new HashMap<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Present present) {
                byId.put(present.snapshot().id(), outcome);
            } else if (outcome instanceof Outcome.Unreadable broken) {
                byId.put(broken.entity().id(), outcome);
            } else {
                throw new IllegalArgumentException("an outcome without an id: " + outcome);
            }
        }
        return byId;
    }

    /** Every snapshot of a generation, as id and revision. */
    Map<String, Long> snapshots(String generation) {
        Map<String, Long> all = new TreeMap<>();
        for (int bucket = 0; bucket < Layout.BUCKETS; bucket++) {
            redis().hgetall(layout.bucket(TYPE, PARTITION, generation, bucket)).forEach((field, value) -> {
                EntityId id = EntityId.fromKey(field).orElseThrow();
                all.put(id.value(), StoredEntityCodec.decodeSnapshot(id, value).revision());
            });
        }
        return all;
    }

    Map<String, Long> unreadables(String generation) {
        Map<String, Long> all = new TreeMap<>();
        redis().hgetall(layout.unreadable(TYPE, PARTITION, generation)).forEach((field, value) -> {
            EntityId id = EntityId.fromKey(field).orElseThrow();
            all.put(id.value(), StoredEntityCodec.decodeUnreadable(id, value).revision());
        });
        return all;
    }

    /** The same store, told that nothing has a role when it asks. */
    @SuppressWarnings("unchecked")
    SnapshotStore storeThatSeesNoRoles() {
        RedisClusterAsyncCommands<byte[], byte[]> blind =
                (RedisClusterAsyncCommands<byte[], byte[]>) Proxy.newProxyInstance(
                        StoreUnderTest.class.getClassLoader(),
                        new Class<?>[] {RedisClusterAsyncCommands.class},
                        (proxy, method, args) -> method.getName().equals("hmget")
                                        && Arrays.equals((byte[]) args[0], layout.partition(TYPE, PARTITION))
                                ? redis.async().hmget(utf8("nothing"), utf8("at"), utf8("all"))
                                : method.invoke(redis.async(), args));
        return new SnapshotStore(() -> blind, layout, Duration.ofSeconds(10));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    /** How often the servers have run a command, in scripts or not. */
    long calls(String command) {
        Pattern calls = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)");
        return servers.servers().stream()
                .flatMap(server ->
                        calls.matcher(server.cli("INFO", "commandstats")).results())
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
    }

    /** What the indexes of a generation hold. */
    IndexContents indexes(String generation, FoldDefinition definition) {
        IndexContents contents = new IndexContents();
        for (String index : definition.indexes().names()) {
            for (int slot = 0; slot < Layout.INDEX_SLOTS; slot++) {
                byte[] key = layout.index(TYPE, PARTITION, generation, index, slot);
                for (ScoredValue<byte[]> member : redis().zrangeWithScores(key, 0, -1)) {
                    assertThat(member.getScore()).isZero();
                    contents.add(index, slot, member.getValue());
                }
            }
        }
        return contents;
    }

    Map<String, Long> misplaced(String generation) {
        Map<String, Long> all = new TreeMap<>();
        redis().hgetall(layout.misplaced(TYPE, PARTITION, generation))
                .forEach((field, value) -> all.put(new String(field, UTF_8), Long.valueOf(new String(value, UTF_8))));
        return all;
    }

    /** How many snapshots there are, counted by Redis. */
    long counted(String generation) {
        long count = 0;
        for (int bucket = 0; bucket < Layout.BUCKETS; bucket++) {
            count += redis().hlen(layout.bucket(TYPE, PARTITION, generation, bucket));
        }
        return count;
    }

    String field(String generation, String name) {
        byte[] value = redis().hget(layout.generation(TYPE, PARTITION, generation), name.getBytes(UTF_8));
        return value == null ? "" : new String(value, UTF_8);
    }

    Generation record(String generation) {
        StoredPartition stored = read();
        return requireNonNull(generation.equals(stored.servedId()) ? stored.served() : stored.building());
    }

    /** Every key of this test with its serialised value. */
    Map<String, String> bytes() {
        Map<String, String> all = new TreeMap<>();
        ScanIterator<byte[]> keys = ScanIterator.scan(
                redis(), ScanArgs.Builder.matches(layout.prefix() + "*").limit(1_000));
        keys.forEachRemaining(key -> {
            byte[] value = redis().dump(key);
            all.put(new String(key, UTF_8), HexFormat.of().formatHex(value));
        });
        return all;
    }

    @Override
    public void close() {
        bytes().keySet().forEach(key -> redis().unlink(key.getBytes(UTF_8)));
        redis.close();
    }
}
