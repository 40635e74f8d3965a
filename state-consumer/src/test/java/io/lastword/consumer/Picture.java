package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexSet;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import io.lastword.model.store.StoredEntityCodec;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a reader could be told of one partition at one moment. There is no picture whose indexes are not those of its
 * snapshots: taking one fails.
 *
 * @param indexed how many entities each index has
 * @param entities each in the words of {@link LogOracle}
 */
record Picture(
        int partition,
        String generation,
        String topicId,
        long offset,
        @Nullable Instant caughtUpAt,
        String reason,
        long liveEntities,
        long unaddressable,
        Map<String, Long> indexed,
        Map<String, String> entities) {

    /** Declares every key that it reads, as a cluster that moves the slot would answer with nothing for another one. */
    private static final byte[] SCRIPT = """
            local served = redis.call('HGET', KEYS[1], 'served')
            if served ~= ARGV[1] then
              return {}
            end
            local answer = redis.call('HMGET', KEYS[2], 'topic-id', 'offset', 'caught-up-at', 'build-reason',
                'live-entities', 'unaddressable', 'partitions')
            table.insert(answer, 1, served)
            local last_hash = #KEYS - tonumber(ARGV[2])
            for hash = 3, last_hash do
              table.insert(answer, redis.call('HGETALL', KEYS[hash]))
            end
            for index = last_hash + 1, #KEYS do
              table.insert(answer, redis.call('ZRANGE', KEYS[index], 0, -1))
            end
            return answer
            """.getBytes(UTF_8);

    /**
     * Takes the picture in one atomic look, or returns null if nothing is served.
     *
     * @throws io.lettuce.core.RedisException also while a cluster moves the partition's slot
     */
    static @Nullable Picture take(
            RedisClusterCommands<byte[], byte[]> redis, Layout layout, String type, int partition) {
        while (true) {
            byte[] served = redis.hget(layout.partition(type, partition), "served".getBytes(UTF_8));
            if (served == null) {
                return null;
            }
            String generation = new String(served, UTF_8);
            FoldDefinition definition = definition(redis, layout.generation(type, partition, generation));
            List<byte[]> keys = keys(layout, type, partition, generation);
            List<byte[]> indexes = indexes(layout, type, partition, generation, definition);
            keys.addAll(indexes);
            List<Object> answer = redis.eval(
                    SCRIPT,
                    ScriptOutputType.MULTI,
                    keys.toArray(byte[][]::new),
                    served,
                    Integer.toString(indexes.size()).getBytes(UTF_8));
            if (!answer.isEmpty()) {
                return of(partition, answer, definition);
            }
        }
    }

    /** Indexes are not looked at where another version of the program defined them. */
    private static FoldDefinition definition(RedisClusterCommands<byte[], byte[]> redis, byte[] generation) {
        byte[] text = redis.hget(generation, Generation.DEFINITION.getBytes(UTF_8));
        return FoldDefinition.parse(text == null ? "" : new String(text, UTF_8))
                .orElse(new FoldDefinition(new StateLimits(2, 1), new IndexSet(false, List.of())));
    }

    private static List<byte[]> indexes(
            Layout layout, String type, int partition, String generation, FoldDefinition definition) {
        List<byte[]> keys = new ArrayList<>();
        for (String index : definition.indexes().names()) {
            for (int slot = 0; slot < Layout.INDEX_SLOTS; slot++) {
                keys.add(layout.index(type, partition, generation, index, slot));
            }
        }
        return keys;
    }

    private static List<byte[]> keys(Layout layout, String type, int partition, String generation) {
        List<byte[]> keys = new ArrayList<>(List.of(
                layout.partition(type, partition),
                layout.generation(type, partition, generation),
                layout.unreadable(type, partition, generation)));
        for (int bucket = 0; bucket < Layout.BUCKETS; bucket++) {
            keys.add(layout.bucket(type, partition, generation, bucket));
        }
        return keys;
    }

    private static Picture of(int partition, List<Object> answer, FoldDefinition definition) {
        Map<String, String> entities = new TreeMap<>();
        forEach(
                answer.get(8),
                (id, value) ->
                        entities.put(id.value(), LogOracle.words(StoredEntityCodec.decodeUnreadable(id, value))));
        Map<EntityId, byte[]> states = new HashMap<>();
        for (Object bucket : answer.subList(9, 9 + Layout.BUCKETS)) {
            forEach(bucket, (id, value) -> {
                Snapshot snapshot = StoredEntityCodec.decodeSnapshot(id, value);
                states.put(id, snapshot.state());
                String words = LogOracle.words(snapshot);
                String other = entities.put(id.value(), words);
                if (other != null) {
                    throw new AssertionError(id + " is both: " + words + " and " + other);
                }
            });
        }
        int partitions = Integer.parseInt(text(answer.get(7)));
        Map<String, Long> indexed =
                indexed(definition, partitions, states, answer.subList(9 + Layout.BUCKETS, answer.size()));
        String caughtUpAt = text(answer.get(3));
        return new Picture(
                partition,
                text(answer.get(0)),
                text(answer.get(1)),
                Long.parseLong(text(answer.get(2))),
                caughtUpAt == null ? null : Instant.ofEpochMilli(Long.parseLong(caughtUpAt)),
                text(answer.get(4)),
                Long.parseLong(text(answer.get(5))),
                Long.parseLong(text(answer.get(6))),
                indexed,
                entities);
    }

    private static Map<String, Long> indexed(
            FoldDefinition definition, int partitions, Map<EntityId, byte[]> states, List<Object> indexes) {
        IndexContents stored = new IndexContents();
        List<String> names = definition.indexes().names();
        for (int i = 0; i < indexes.size(); i++) {
            for (Object member : (List<?>) indexes.get(i)) {
                stored.add(names.get(i / Layout.INDEX_SLOTS), i % Layout.INDEX_SLOTS, (byte[]) member);
            }
        }
        assertThat(stored)
                .as("the indexes of these snapshots")
                .isEqualTo(IndexContents.of(definition, partitions, states));
        return names.stream().collect(Collectors.toMap(name -> name, stored::count));
    }

    private interface Field {
        void is(EntityId id, byte[] value);
    }

    private static void forEach(Object hash, Field field) {
        List<?> pairs = (List<?>) hash;
        for (int i = 0; i < pairs.size(); i += 2) {
            field.is(EntityId.fromKey((byte[]) pairs.get(i)).orElseThrow(), (byte[]) pairs.get(i + 1));
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : new String((byte[]) value, UTF_8);
    }
}
