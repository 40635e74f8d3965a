package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lastword.model.EntityId;
import io.lastword.model.Layout;
import io.lastword.model.StoredEntityCodec;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a reader could be told of one partition at one moment.
 *
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
        Map<String, String> entities) {

    /** Declares every key that it reads, as a cluster that moves the slot would answer with nothing for another one. */
    private static final byte[] SCRIPT = """
            local served = redis.call('HGET', KEYS[1], 'served')
            if served ~= ARGV[1] then
              return {}
            end
            local answer = redis.call('HMGET', KEYS[2], 'topic-id', 'offset', 'caught-up-at', 'build-reason',
                'live-entities', 'unaddressable')
            table.insert(answer, 1, served)
            for hash = 3, #KEYS do
              table.insert(answer, redis.call('HGETALL', KEYS[hash]))
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
            List<Object> answer =
                    redis.eval(SCRIPT, ScriptOutputType.MULTI, keys(layout, type, partition, text(served)), served);
            if (!answer.isEmpty()) {
                return of(partition, answer);
            }
        }
    }

    private static byte[][] keys(Layout layout, String type, int partition, String generation) {
        List<byte[]> keys = new ArrayList<>(List.of(
                layout.partition(type, partition),
                layout.generation(type, partition, generation),
                layout.unreadable(type, partition, generation)));
        for (int bucket = 0; bucket < Layout.BUCKETS; bucket++) {
            keys.add(layout.bucket(type, partition, generation, bucket));
        }
        return keys.toArray(byte[][]::new);
    }

    private static Picture of(int partition, List<Object> answer) {
        Map<String, String> entities = new TreeMap<>();
        forEach(
                answer.get(7),
                (id, value) ->
                        entities.put(id.value(), LogOracle.words(StoredEntityCodec.decodeUnreadable(id, value))));
        for (Object bucket : answer.subList(8, answer.size())) {
            forEach(bucket, (id, value) -> {
                String words = LogOracle.words(StoredEntityCodec.decodeSnapshot(id, value));
                String other = entities.put(id.value(), words);
                if (other != null) {
                    throw new AssertionError(id + " is both: " + words + " and " + other);
                }
            });
        }
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
                entities);
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
