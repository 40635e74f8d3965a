package io.lastword.query.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import io.lettuce.core.KeyValue;
import io.lettuce.core.cluster.PipelinedRedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The status of a partition whose generations take over and are dropped while it is read. */
class StatusReaderTest {

    private static final Layout LAYOUT = new Layout("test:");
    private static final PartitionKey PARTITION = new PartitionKey("device", 3);

    private final Map<String, Map<String, String>> hashes = new HashMap<>();
    /** What happens before the n-th command from now. */
    private final Map<Integer, Runnable> before = new HashMap<>();

    private int commands;

    @Test
    void shouldReadTheGenerationThatTookOverMeanwhile() {
        serve("g1");
        before.put(2, () -> {
            hashes.clear();
            serve("g2");
        });

        PartitionStatus status = reader().read(PARTITION);

        assertThat(status.served()).extracting(Generation::id).isEqualTo("g2");
    }

    @Test
    void shouldCountInTheGenerationThatIsServed() {
        serve("g1");
        unreadable("g1");
        before.put(2, () -> {
            hashes.remove(text(LAYOUT.unreadable("device", 3, "g1")));
            serve("g2");
            unreadable("g2");
        });

        PartitionStatus status = reader().read(PARTITION);

        assertThat(status.served()).extracting(Generation::id).isEqualTo("g2");
        assertThat(status.unreadable()).isEqualTo(1);
    }

    @Test
    void shouldCallColdWhatHasLostTheRecordOfItsGeneration() {
        serve("g1");
        hashes.remove(text(LAYOUT.generation("device", 3, "g1")));

        assertThat(reader().read(PARTITION).served()).isNull();
    }

    private void serve(String generation) {
        hash(LAYOUT.partition("device", 3)).put(Layout.PartitionFields.SERVED, generation);
        List<String> fields = new Generation(
                        generation,
                        new Position(new Incarnation("3Cb3wyM-TZKyZ8kcm3a6Gw"), 7, Position.UNKNOWN_EPOCH),
                        8,
                        "definition",
                        new Generation.Build("requested", 0, 7, Instant.EPOCH, 7),
                        null,
                        Duration.ofDays(7),
                        null,
                        0,
                        0)
                .encode();
        for (int i = 0; i < fields.size(); i += 2) {
            hash(LAYOUT.generation("device", 3, generation)).put(fields.get(i), fields.get(i + 1));
        }
    }

    private void unreadable(String generation) {
        hash(LAYOUT.unreadable("device", 3, generation)).put("broken", "why");
    }

    private Map<String, String> hash(byte[] key) {
        return hashes.computeIfAbsent(text(key), name -> new HashMap<>());
    }

    @SuppressWarnings("unchecked")
    private StatusReader reader() {
        RedisClusterAsyncCommands<byte[], byte[]> redis =
                (RedisClusterAsyncCommands<byte[], byte[]>) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {RedisClusterAsyncCommands.class},
                        (proxy, method, args) -> answer(method.getName(), args));
        return new StatusReader(() -> redis, LAYOUT);
    }

    private Object answer(String command, Object[] args) {
        before.getOrDefault(++commands, () -> {}).run();
        Map<String, String> hash = hash((byte[]) args[0]);
        Object answer = switch (command) {
            case "hlen" -> (long) hash.size();
            case "hget" -> bytes(hash.get(text((byte[]) args[1])));
            case "hmget" -> {
                List<KeyValue<byte[], byte[]>> values = new ArrayList<>();
                for (byte[] field : (byte[][]) args[1]) {
                    values.add(KeyValue.fromNullable(field, bytes(hash.get(text(field)))));
                }
                yield values;
            }
            default -> throw new UnsupportedOperationException(command);
        };
        return new PipelinedRedisFuture<>(CompletableFuture.completedFuture(answer));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
