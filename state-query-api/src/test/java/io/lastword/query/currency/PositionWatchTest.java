package io.lastword.query.currency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.store.Layout;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead;
import io.lastword.query.snapshot.PartitionRead.Served;
import io.lastword.query.snapshot.SnapshotReader;
import io.lastword.query.snapshot.StoredTimes;
import io.lettuce.core.cluster.PipelinedRedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waiting for a partition to move. */
class PositionWatchTest {

    private static final PartitionKey PARTITION = new PartitionKey("device", 3);
    private static final Incarnation LOG = new Incarnation("AbCdEfGh-_1234567890xy");
    private static final String DEFINITION = EntityTypes.of(Map.of("device", TypeSettings.defaults()))
            .find("device")
            .orElseThrow()
            .fold()
            .text();
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private volatile long offset = 5;
    private final AtomicInteger looks = new AtomicInteger();
    private final PositionWatch watch = new PositionWatch(reader(), Duration.ofMillis(1));

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void shouldAskNothingMoreOnceNobodyWaits() {
        CompletableFuture<Void> waiting = watch.await(PARTITION, 8, beyond(5));
        await().until(() -> looks.get() > 0);

        waiting.cancel(false);

        awaitSilence();
    }

    @Test
    void shouldTellThoseWhoWaitForWhatIsFoundAndAskForTheOthers() {
        CompletableFuture<Void> far = watch.await(PARTITION, 8, beyond(6));
        CompletableFuture<Void> near = watch.await(PARTITION, 8, beyond(5));
        await().until(() -> looks.get() > 0);
        assertThat(near).isNotDone();

        offset = 6;

        assertThat(near).succeedsWithin(LONG);
        int before = looks.get();
        await().until(() -> looks.get() > before + 5);
        assertThat(far).isNotDone();
        offset = 7;
        assertThat(far).succeedsWithin(LONG);
        awaitSilence();
    }

    @Test
    void shouldWaitInAThreadNoLongerThanAllowed() {
        CompletableFuture<Void> waiting = watch.await(PARTITION, 8, beyond(5));

        PositionWatch.join(waiting, SHORT);

        assertThat(waiting).isCancelled();
        awaitSilence();
    }

    /** Until a hundred intervals have passed without a look. */
    private void awaitSilence() {
        await().pollInterval(Duration.ofMillis(100)).until(() -> looks.getAndSet(0) == 0);
    }

    private static Predicate<PartitionRead> beyond(long offset) {
        return read -> ((Served) read).offset() > offset;
    }

    /** Of a store that serves the generation g. */
    @SuppressWarnings("unchecked")
    private SnapshotReader reader() {
        RedisClusterAsyncCommands<byte[], byte[]> redis =
                (RedisClusterAsyncCommands<byte[], byte[]>) Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {RedisClusterAsyncCommands.class}, (p, m, args) -> {
                            assertThat(m.getName()).isEqualTo("evalsha");
                            looks.incrementAndGet();
                            String believed = new String(((byte[][]) args[3])[0], StandardCharsets.UTF_8);
                            List<Object> status = Stream.of(
                                            "g", LOG.topicId(), "8", "" + offset, null, DEFINITION, "" + offset)
                                    .map(text -> text == null ? null : (Object) text.getBytes(StandardCharsets.UTF_8))
                                    .toList();
                            return new PipelinedRedisFuture<>(CompletableFuture.completedFuture(
                                    believed.equals("g") ? status : status.subList(0, 1)));
                        });
        return new SnapshotReader(
                () -> redis, new Layout("test:"), Duration.ZERO, new StoredTimes(Duration.ZERO, Clock.systemUTC()));
    }
}
