package io.lastword.consumer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.consumer.snapshot.SnapshotScan;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.topic.Times;
import io.lastword.model.limit.Ticker;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.store.Layout;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class VerifierTest {

    private static final EntityType DEVICE = EntityTypes.of(Map.of("device", TypeSettings.defaults()))
            .find("device")
            .orElseThrow();

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final Verifier verifier = verifier();

    @Test
    void shouldVerifyForOneCallerAtATimeAndForTheNextAfterwards() throws Exception {
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> verifier.verify(DEVICE, null));
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> verifier.verify(DEVICE, null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("retry when that is done")
                .extracting(problem -> ((ProblemException) problem).type())
                .isEqualTo(ProblemType.VERIFY_RUNNING);

        answer.countDown();
        assertThat(first).failsWithin(Duration.ofSeconds(10));
        assertThatThrownBy(() -> verifier.verify(DEVICE, null)).hasMessageContaining("the broker's answer");
    }

    private Verifier verifier() {
        Admin admin = (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    asked.countDown();
                    answer.await();
                    throw new IllegalStateException("the broker's answer");
                });
        Layout layout = new Layout("test:");
        Duration timeout = Duration.ofSeconds(1);
        return new Verifier(
                () -> {
                    throw new AssertionError("nothing is read before the broker answers");
                },
                admin,
                new SnapshotStore(VerifierTest::noRedis, layout, timeout),
                new SnapshotScan(VerifierTest::noRedis, layout, timeout),
                new VerifySettings(1_000, timeout, timeout),
                new Times(Clock.systemUTC(), Ticker.SYSTEM, Duration.ofSeconds(5)));
    }

    private static io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands<byte[], byte[]> noRedis() {
        throw new AssertionError("nothing is read before the broker answers");
    }
}
