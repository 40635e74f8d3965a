package io.lastword.query.currency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.store.CatalogEntry;
import io.lastword.model.store.Layout;
import io.lastword.query.snapshot.SnapshotReader;
import io.lastword.query.snapshot.StoredTimes;
import io.lettuce.core.cluster.PipelinedRedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is known of a log that changes while it is asked about. */
class CatalogTest {

    private static final Incarnation LOG = new Incarnation("AbCdEfGh-_1234567890xy");

    private final MovableClock clock = new MovableClock();
    private final AtomicInteger asked = new AtomicInteger();
    private final Catalog catalog = new Catalog(reader(), clock.ticker());

    private volatile CompletableFuture<byte[]> answer = entry(8);

    /** Nothing that is read of partitions that are no more shows that they are no more. */
    @Test
    void shouldNoticeWithinASecondThatATopicHasFewerPartitions() {
        catalog.find("device");
        answer = entry(4);
        clock.now = clock.now.plusMillis(999);
        CatalogEntry within = catalog.find("device");
        clock.now = clock.now.plusMillis(1);
        CatalogEntry after = catalog.find("device");

        assertThat(within.partitions()).isEqualTo(8);
        assertThat(after.partitions()).isEqualTo(4);
        assertThat(asked).hasValue(2);
    }

    @Test
    void shouldShareOneLookAmongAllThatNeedOne() {
        answer = new CompletableFuture<>();
        List<CompletableFuture<CatalogEntry>> found = new ArrayList<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<CatalogEntry> one = new CompletableFuture<>();
            found.add(one);
            Thread reader = new Thread(() -> one.complete(catalog.find("device")));
            reader.setDaemon(true);
            readers.add(reader);
            reader.start();
        }
        await().until(() -> readers.stream().allMatch(reader -> reader.getState() == Thread.State.WAITING));
        answer.complete(bytes(4));

        assertThat(found).allSatisfy(one -> assertThat(one.get().partitions()).isEqualTo(4));
        assertThat(asked).hasValue(1);
    }

    /** In a cluster the catalog may be on a master that is away, and the partitions read on others. */
    @Test
    void shouldGoOnWithWhatItKnewWhereTheStoreDoesNotAnswer() {
        catalog.find("device");
        clock.now = clock.now.plusSeconds(2);
        answer = CompletableFuture.failedFuture(new IllegalStateException("gone"));
        assertThat(catalog.find("device").partitions()).isEqualTo(8);
        assertThat(catalog.find("device").partitions()).isEqualTo(8);
        assertThat(asked).hasValue(2);
        clock.now = clock.now.plusSeconds(2);
        answer = entry(4);

        assertThat(catalog.find("device").partitions()).isEqualTo(4);
    }

    @Test
    void shouldHaveNobodyWaitForALookButTheOneThatTakesIt() {
        catalog.find("device");
        clock.now = clock.now.plusSeconds(2);
        answer = new CompletableFuture<>();
        CompletableFuture<CatalogEntry> looking = CompletableFuture.supplyAsync(() -> catalog.find("device"));
        await().until(() -> asked.get() == 2);

        assertThat(catalog.find("device").partitions()).isEqualTo(8);
        answer.complete(bytes(4));
        assertThat(looking).succeedsWithin(Duration.ofSeconds(30));
        assertThat(catalog.find("device").partitions()).isEqualTo(4);
        assertThat(asked).hasValue(2);
    }

    @Test
    void shouldKeepNeitherAFailureNorThatNothingIsKnown() {
        answer = CompletableFuture.failedFuture(new IllegalStateException("gone"));
        assertThatThrownBy(() -> catalog.find("device"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("gone");
        answer = CompletableFuture.completedFuture(null);
        assertThat(catalog.find("device")).isNull();
        answer = entry(8);

        assertThat(catalog.find("device").partitions()).isEqualTo(8);
    }

    @Test
    void shouldAskAgainForWhatWasForgotten() {
        catalog.find("device");
        catalog.forget("device");
        catalog.find("device");

        assertThat(asked).hasValue(2);
    }

    private static CompletableFuture<byte[]> entry(int partitions) {
        return CompletableFuture.completedFuture(bytes(partitions));
    }

    private static byte[] bytes(int partitions) {
        return new CatalogEntry(LOG, partitions).encode().getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    private SnapshotReader reader() {
        RedisClusterAsyncCommands<byte[], byte[]> redis =
                (RedisClusterAsyncCommands<byte[], byte[]>) Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {RedisClusterAsyncCommands.class}, (p, m, a) -> {
                            assertThat(m.getName()).isEqualTo("hget");
                            asked.incrementAndGet();
                            return new PipelinedRedisFuture<>(answer);
                        });
        return new SnapshotReader(
                () -> redis, new Layout("test:"), Duration.ZERO, new StoredTimes(Duration.ZERO, clock));
    }
}
