package io.lastword.query;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexEntry;
import io.lastword.model.index.IndexValue;
import io.lastword.model.json.FieldReader;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.CatalogEntry;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import io.lastword.model.store.HistoryWindow;
import io.lastword.model.store.Layout;
import io.lastword.model.store.StoredEntityCodec;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.IndexSettings;
import io.lastword.model.types.TypeSettings;
import io.lastword.test.TestRedis;
import io.lastword.test.TestRedisCluster;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts into Redis what a consumer would have put there, by the layout alone. */
final class StoredLog implements AutoCloseable {

    static final int PARTITIONS = 4;
    private static final String STEP = """
            if ARGV[2] == '' then
              redis.call('HINCRBY', KEYS[2], 'live-entities', -redis.call('HDEL', KEYS[1], ARGV[1]))
            else
              redis.call('HINCRBY', KEYS[2], 'live-entities', redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]))
            end
            redis.call('HSET', KEYS[2], 'offset', ARGV[3], 'whole-at', ARGV[3])
            for i = 4, #ARGV, 2 do
              if ARGV[i] == '+' then
                redis.call('ZADD', KEYS[i / 2 + 1], 0, ARGV[i + 1])
              else
                redis.call('ZREM', KEYS[i / 2 + 1], ARGV[i + 1])
              end
            end
            return 1
            """;
    static final Instant LOGGED_AT = Instant.parse("2026-03-01T12:00:00.123Z");

    final Layout layout;
    private final String type;
    private FoldDefinition definition = EntityTypes.of(Map.of("device", TypeSettings.defaults()))
            .find("device")
            .orElseThrow()
            .fold();
    private final AbstractRedisClient client;
    private final RedisClusterCommands<byte[], byte[]> redis;
    private Incarnation incarnation = new Incarnation("AbCdEfGh-_1234567890xy");

    private StoredLog(
            AbstractRedisClient client, RedisClusterCommands<byte[], byte[]> redis, String keyPrefix, String type) {
        this.layout = new Layout(keyPrefix);
        this.type = type;
        this.client = client;
        this.redis = redis;
    }

    static StoredLog in(TestRedis redis, String keyPrefix, String type) {
        RedisClient client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));
        return new StoredLog(client, client.connect(ByteArrayCodec.INSTANCE).sync(), keyPrefix, type);
    }

    static StoredLog in(TestRedisCluster cluster, String keyPrefix, String type) {
        TestRedis any = cluster.servers().get(0);
        RedisClusterClient client = RedisClusterClient.create(RedisURI.create(any.host(), any.port()));
        return new StoredLog(client, client.connect(ByteArrayCodec.INSTANCE).sync(), keyPrefix, type);
    }

    /** Has what is stored from now on be folded with these indexes. */
    void declare(Map<String, IndexSettings> indexes) {
        definition = EntityTypes.of(Map.of(
                        "device",
                        new TypeSettings(
                                null, null, null, null, null, null, null, null, null, null, null, indexes, null, null,
                                null, null)))
                .find("device")
                .orElseThrow()
                .fold();
    }

    void recreate(String topicId) {
        incarnation = new Incarnation(topicId);
    }

    void catalog() {
        redis().hset(layout.catalog(), utf8(type), utf8(new CatalogEntry(incarnation, PARTITIONS).encode()));
    }

    /** Leaves what consumers know of the log's window. */
    void historyWindow(HistoryWindow known) {
        redis().hset(layout.historyWindows(), utf8(type), utf8(known.encode()));
    }

    /** Serves a generation of every partition, at this offset, caught up now. */
    void serveAll(String generation, long offset) {
        serveAll(generation, offset, Instant.now());
    }

    void serveAll(String generation, long offset, Instant caughtUpAt) {
        catalog();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            generation(partition, generation, offset, caughtUpAt);
            redis().hset(layout.partition(type, partition), utf8("served"), utf8(generation));
            redis().hdel(layout.partition(type, partition), utf8("building"), utf8("frozen"), utf8("rebuild-put-off"));
        }
    }

    void generation(int partition, String id, long offset, Instant caughtUpAt) {
        generation(partition, id, offset, caughtUpAt, offset);
    }

    /** Has the log end beyond the offset that is folded. */
    void behind(int partition, String id, long offset, long logEnd) {
        generation(partition, id, offset, Instant.now(), logEnd);
    }

    private void generation(int partition, String id, long offset, Instant caughtUpAt, long logEnd) {
        Generation record = new Generation(
                id,
                new Position(incarnation, offset, 0),
                PARTITIONS,
                definition.text(),
                new Generation.Build("store-empty", 0, 100, LOGGED_AT, 100),
                caughtUpAt,
                Duration.ofDays(7),
                new Generation.LogEnd(logEnd, logEnd, Instant.now()),
                0,
                0);
        List<String> pairs = new ArrayList<>(record.encode());
        pairs.addAll(List.of(Generation.WHOLE_AT, Long.toString(offset)));
        for (int i = 0; i < pairs.size(); i += 2) {
            redis().hset(layout.generation(type, partition, id), utf8(pairs.get(i)), utf8(pairs.get(i + 1)));
        }
    }

    void building(int partition, String id, long offset) {
        generation(partition, id, offset, null);
        redis().hset(layout.partition(type, partition), utf8("building"), utf8(id));
    }

    /** Has a generation be one of another version of the layout. */
    void ofAnotherVersion(int partition, String generation) {
        redis().hset(layout.generation(type, partition, generation), utf8("definition"), utf8("layout=1;buckets=64;x"));
    }

    /** Has a generation be on its way through a log that was compacted meanwhile. */
    void wholeAt(int partition, String generation, long offset) {
        redis().hset(
                        layout.generation(type, partition, generation),
                        utf8(Generation.WHOLE_AT),
                        utf8(Long.toString(offset)));
    }

    void putOff(int partition, String reason) {
        redis().hset(layout.partition(type, partition), utf8("rebuild-put-off"), utf8(reason));
    }

    void frozen(int partition, String reason) {
        redis().hset(layout.partition(type, partition), utf8("frozen"), utf8(reason));
    }

    void cold(int partition) {
        redis().hdel(layout.partition(type, partition), utf8("served"));
    }

    void snapshot(String generation, String id, long revision, String state) {
        EntityId entity = new EntityId(id);
        redis().hset(
                        bucket(generation, entity),
                        entity.toKey(),
                        StoredEntityCodec.encode(new Snapshot(entity, revision, "registered", LOGGED_AT, utf8(state))));
    }

    /** Stores an entity as the fold does: its snapshot, its index entries and the position after it, in one step. */
    void put(String generation, String id, long revision, String state) {
        change(generation, id, revision, state);
    }

    /** Ends an entity as the fold does. */
    void remove(String generation, String id, long revision) {
        change(generation, id, revision, null);
    }

    private void change(String generation, String id, long revision, @Nullable String state) {
        EntityId entity = new EntityId(id);
        List<byte[]> keys = new ArrayList<>(
                List.of(bucket(generation, entity), layout.generation(type, partition(id), generation)));
        byte[] before = redis().hget(keys.get(0), entity.toKey());
        List<byte[]> args = new ArrayList<>();
        args.add(entity.toKey());
        args.add(
                state == null
                        ? new byte[0]
                        : StoredEntityCodec.encode(
                                new Snapshot(entity, revision, "registered", LOGGED_AT, utf8(state))));
        args.add(utf8(Long.toString(revision + 1)));
        if (before != null) {
            byte[] old = StoredEntityCodec.decodeSnapshot(entity, before).state();
            members(generation, entity, old).forEach((key, member) -> {
                keys.add(key.bytes());
                args.addAll(List.of(utf8("-"), member));
            });
        }
        if (state != null) {
            members(generation, entity, utf8(state)).forEach((key, member) -> {
                keys.add(key.bytes());
                args.addAll(List.of(utf8("+"), member));
            });
        }
        redis().eval(STEP, ScriptOutputType.INTEGER, keys.toArray(byte[][]::new), args.toArray(byte[][]::new));
    }

    /** Stores many entities, by id, all at the revision 1. */
    void fill(String generation, Map<String, String> states) {
        Map<Integer, Long> live = new HashMap<>();
        Map<Key, Map<byte[], byte[]>> snapshots = new HashMap<>();
        Map<Key, List<ScoredValue<byte[]>>> entries = new HashMap<>();
        states.forEach((id, state) -> {
            EntityId entity = new EntityId(id);
            live.merge(partition(id), 1L, Long::sum);
            snapshots
                    .computeIfAbsent(new Key(bucket(generation, entity)), k -> new HashMap<>())
                    .put(
                            entity.toKey(),
                            StoredEntityCodec.encode(new Snapshot(entity, 1, "registered", LOGGED_AT, utf8(state))));
            members(generation, entity, utf8(state))
                    .forEach((key, member) ->
                            entries.computeIfAbsent(key, k -> new ArrayList<>()).add(ScoredValue.just(0, member)));
        });
        live.forEach((partition, count) ->
                redis().hincrby(layout.generation(type, partition, generation), utf8("live-entities"), count));
        snapshots.forEach((key, fields) -> redis().hset(key.bytes(), fields));
        entries.forEach((key, members) -> {
            for (int from = 0; from < members.size(); from += 1_000) {
                @SuppressWarnings("unchecked")
                ScoredValue<byte[]>[] some = members.subList(from, Math.min(members.size(), from + 1_000))
                        .toArray(ScoredValue[]::new);
                redis().zadd(key.bytes(), some);
            }
        });
    }

    private Map<Key, byte[]> members(String generation, EntityId id, byte[] state) {
        Map<Key, byte[]> members = new LinkedHashMap<>();
        int bucket = Partitioner.bucket(id.toKey(), PARTITIONS, Layout.BUCKETS);
        List<@Nullable IndexValue> values = new ArrayList<>(new FieldReader(definition).read(state));
        List<String> names = new ArrayList<>(definition.indexes().declared().stream()
                .map(IndexDefinition::name)
                .toList());
        if (definition.indexes().byId()) {
            names.add(IndexDefinition.ID);
        }
        for (int i = 0; i < names.size(); i++) {
            IndexValue value = i < values.size() ? values.get(i) : null;
            if (value != null || i == values.size()) {
                byte[] code = value == null ? new byte[0] : value.encode();
                members.put(
                        new Key(layout.index(
                                type, partition(id.value()), generation, names.get(i), bucket % Layout.INDEX_SLOTS)),
                        new IndexEntry(code, id.toKey(), bucket).encode());
            }
        }
        return members;
    }

    /** A key of the store that can be looked up. */
    private record Key(String text) {

        Key(byte[] bytes) {
            this(new String(bytes, StandardCharsets.UTF_8));
        }

        byte[] bytes() {
            return utf8(text);
        }
    }

    void unreadable(String generation, String id, long revision, String reason) {
        EntityId entity = new EntityId(id);
        redis().hset(
                        layout.unreadable(type, partition(id), generation),
                        entity.toKey(),
                        StoredEntityCodec.encode(new UnreadableEntity(entity, revision, LOGGED_AT, reason)));
    }

    void readable(String generation, String id) {
        redis().hdel(layout.unreadable(type, partition(id), generation), utf8(id));
    }

    void misplaced(String generation, int partition, String id) {
        redis().hset(layout.misplaced(type, partition, generation), utf8(id), utf8("1"));
    }

    static int partition(String id) {
        return Partitioner.partition(new EntityId(id).toKey(), PARTITIONS);
    }

    String incarnation() {
        return incarnation.shortForm();
    }

    Incarnation log() {
        return incarnation;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    private byte[] bucket(String generation, EntityId id) {
        int bucket = Partitioner.bucket(id.toKey(), PARTITIONS, Layout.BUCKETS);
        return layout.bucket(type, partition(id.value()), generation, bucket);
    }

    private RedisClusterCommands<byte[], byte[]> redis() {
        return redis;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
