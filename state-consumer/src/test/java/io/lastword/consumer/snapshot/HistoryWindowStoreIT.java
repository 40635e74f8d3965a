package io.lastword.consumer.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.RedisAccess;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.store.HistoryWindow;
import io.lastword.model.store.Layout;
import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import io.lastword.test.Topics;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryWindowStoreIT {

    private static final Incarnation LOG = new Incarnation("topic-id-of-this-log");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    final Layout layout = new Layout(Topics.unique("windows") + ":");
    private RedisAccess redis;

    RedisServers servers() {
        return Backends.redis();
    }

    @BeforeEach
    void open() {
        redis = new RedisAccess(servers());
    }

    @AfterEach
    void close() {
        redis.sync().del(layout.historyWindows());
        redis.close();
    }

    @Test
    void shouldKeepAWindowForEachType() {
        store().add("device", look(HOUR, NOW));
        store().add("driver", look(HOUR, NOW.plusSeconds(60)));
        store().add("device", look(HOUR, NOW.plusSeconds(90)));

        assertThat(stored("device"))
                .isEqualTo(new HistoryWindow(LOG, HOUR, NOW, NOW.plusSeconds(90).minus(HOUR), NOW.plusSeconds(90)));
        assertThat(stored("driver").since()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void shouldLoseNoLookOfTwoConsumersThatAddTheirsAtATime() {
        HistoryWindow.Look ofAnother = look(Duration.ofMinutes(10), NOW);
        HistoryWindowStore overtaken =
                storeThat(() -> store().add("device", ofAnother), /* between its reading and its writing */ 2);

        overtaken.add("device", look(HOUR, NOW));

        assertThat(stored("device").compactedTo()).isEqualTo(NOW.minus(ofAnother.window()));
    }

    @Test
    void shouldReplaceWhatItCannotRead() {
        redis.sync().hset(layout.historyWindows(), "device".getBytes(UTF_8), "of another version".getBytes(UTF_8));

        store().add("device", look(HOUR, NOW));

        assertThat(stored("device").since()).isEqualTo(NOW);
    }

    HistoryWindowStore store() {
        return store(redis::async);
    }

    /** A store in whose way something comes before its so-manieth command. */
    private HistoryWindowStore storeThat(Runnable comesInTheWay, int command) {
        AtomicInteger commands = new AtomicInteger();
        return store(() -> {
            if (commands.incrementAndGet() == command) {
                comesInTheWay.run();
            }
            return redis.async();
        });
    }

    private HistoryWindowStore store(Supplier<RedisClusterAsyncCommands<byte[], byte[]>> commands) {
        return new HistoryWindowStore(commands, layout, TIMEOUT, CLOCK_SKEW);
    }

    HistoryWindow stored(String type) {
        byte[] value = redis.sync().hget(layout.historyWindows(), type.getBytes(UTF_8));
        return requireNonNull(HistoryWindow.decode(new String(value, UTF_8)));
    }

    static HistoryWindow.Look look(Duration window, Instant at) {
        return new HistoryWindow.Look(LOG, window, at, at);
    }
}
