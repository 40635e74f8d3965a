package io.lastword.query.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.store.Layout;
import io.lastword.query.snapshot.PartitionKey;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.cluster.PipelinedRedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class UnreadableScanTest {

    private static final PartitionKey PARTITION = new PartitionKey("device", 3);

    private final CompletableFuture<MapScanCursor<byte[], byte[]>> found = new CompletableFuture<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile String served = "g1";

    /** In a cluster whose slots move, commands are sent again and may so be answered in another order. */
    @Test
    void shouldAskWhichGenerationIsServedOnlyAfterItWasScanned() {
        UnreadableScan scan = new UnreadableScan(this::redis, new Layout("test:"));

        CompletableFuture<UnreadableScan.Batch> batch =
                CompletableFuture.supplyAsync(() -> scan.read(PARTITION, "g1", UnreadableScan.START));
        Awaitility.await().until(() -> asked.contains("hscan"));
        served = "g2";
        MapScanCursor<byte[], byte[]> nothing = new MapScanCursor<>();
        nothing.setFinished(true);
        found.complete(nothing);

        assertThat(batch).succeedsWithin(Duration.ofSeconds(10)).isNull();
    }

    @SuppressWarnings("unchecked")
    private RedisClusterAsyncCommands<byte[], byte[]> redis() {
        return (RedisClusterAsyncCommands<byte[], byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RedisClusterAsyncCommands.class},
                (proxy, method, args) -> answer(method.getName()));
    }

    private Object answer(String command) {
        asked.add(command);
        return command.equals("hscan")
                ? new PipelinedRedisFuture<>(found)
                : new PipelinedRedisFuture<>(CompletableFuture.completedFuture(served.getBytes(UTF_8)));
    }
}
