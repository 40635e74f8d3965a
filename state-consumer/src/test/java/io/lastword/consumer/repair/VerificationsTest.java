package io.lastword.consumer.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.consumer.snapshot.SnapshotScan;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.topic.Times;
import io.lastword.consumer.verify.Verifier;
import io.lastword.consumer.verify.VerifySettings;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerificationsTest {

    private static final EntityType DEVICE = EntityTypes.of(Map.of("device", TypeSettings.defaults()))
            .find("device")
            .orElseThrow();

    private static final Verification.Request ALL = new Verification.Request(DEVICE, null, false);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final Verifications verifications = verifications();

    @AfterEach
    void close() {
        answer.countDown();
        verifications.close();
    }

    @Test
    void shouldVerifyForOneRequestAtATimeAndLetTheSameOneJoin() throws Exception {
        Verification first = verifications.start(ALL);
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(verifications.start(ALL)).isSameAs(first);
        assertThat(verifications.find(DEVICE)).isSameAs(first);
        assertThat(first.report().state()).isEqualTo(VerificationReport.State.RUNNING);
        assertThat(first.report().endedAt()).isNull();
        assertThatThrownBy(() -> verifications.start(new Verification.Request(DEVICE, null, true)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("/v1/types/device/verify says that it is done")
                .extracting(problem -> ((ProblemException) problem).type())
                .isEqualTo(ProblemType.VERIFY_RUNNING);

        answer.countDown();
        assertThat(end(first)).failsWithin(Duration.ofSeconds(10));
        assertThat(first.report().state()).isEqualTo(VerificationReport.State.FAILED);
        assertThat(first.report().failure()).contains("the broker's answer");
        assertThat(verifications.find(DEVICE)).isSameAs(first);
        Verification next = verifications.start(ALL);
        assertThat(next).isNotSameAs(first);
        assertThat(end(next)).failsWithin(Duration.ofSeconds(10));
    }

    @Test
    void shouldSayThatNothingWasVerified() {
        assertThatThrownBy(() -> verifications.find(DEVICE))
                .isInstanceOf(ProblemException.class)
                .extracting(problem -> ((ProblemException) problem).type())
                .isEqualTo(ProblemType.VERIFICATION_NOT_FOUND);
    }

    private static CompletableFuture<VerificationReport> end(Verification verification) {
        CompletableFuture<VerificationReport> end = new CompletableFuture<>();
        verification.whenEnded((report, failure) -> {
            if (failure == null) {
                end.complete(report);
            } else {
                end.completeExceptionally(failure);
            }
        });
        return end;
    }

    private Verifications verifications() {
        Admin admin = (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    asked.countDown();
                    answer.await();
                    throw new IllegalStateException("the broker's answer");
                });
        Layout layout = new Layout("test:");
        Duration timeout = Duration.ofSeconds(1);
        Times times = new Times(Clock.systemUTC(), Ticker.SYSTEM, Duration.ofSeconds(5));
        SnapshotStore store = new SnapshotStore(VerificationsTest::noRedis, layout, timeout);
        Verifier verifier = new Verifier(
                () -> {
                    throw new AssertionError("nothing is read before the broker answers");
                },
                admin,
                store,
                new SnapshotScan(VerificationsTest::noRedis, layout, timeout),
                new VerifySettings(1_000, timeout, timeout),
                times);
        return new Verifications(verifier, store, times);
    }

    private static io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands<byte[], byte[]> noRedis() {
        throw new AssertionError("nothing is read before the broker answers");
    }
}
