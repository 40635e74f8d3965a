package io.lastword.consumer.snapshot;

import io.lastword.kit.redis.ClusterRefusals;
import io.lastword.kit.redis.Replies;
import io.lastword.kit.redis.Script;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.store.HistoryWindow;
import io.lastword.model.store.Layout;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all consumers together know of the history windows of logs, in Redis. Thread-safe. */
public final class HistoryWindowStore {

    private static final Script LOOK = Script.load(HistoryWindowStore.class, "look.lua");
    private static final int MOST_RACES = 10;

    private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis;
    private final Layout layout;
    private final Duration timeout;
    private final Duration clockSkew;

    /**
     * @param redis gives the shared connection; may throw where no server can be reached
     * @param timeout longest wait for one answer
     * @param clockSkew how far ahead of this machine's clock a stored time may be and still be believed
     */
    public HistoryWindowStore(
            Supplier<RedisClusterAsyncCommands<byte[], byte[]>> redis,
            Layout layout,
            Duration timeout,
            Duration clockSkew) {
        this.redis = redis;
        this.layout = layout;
        this.timeout = timeout;
        this.clockSkew = clockSkew;
    }

    /**
     * Adds a look to what is known of a type's log.
     *
     * @return what is known with it
     * @throws StoreUnavailableException if the store did not answer; the look is then as good as not made
     */
    public HistoryWindow add(String type, HistoryWindow.Look look) {
        byte[][] keys = {layout.historyWindows()};
        for (int race = 0; race < MOST_RACES; race++) {
            String stored = read(type);
            HistoryWindow before = stored == null ? null : HistoryWindow.decode(stored);
            HistoryWindow after = HistoryWindow.after(before, look, clockSkew);
            byte[][] args = {utf8(type), utf8(stored == null ? "" : stored), utf8(after.encode())};
            if (Replies.await(
                    () -> ClusterRefusals.repeat(() -> LOOK.run(redis.get(), keys, args), timeout), timeout)) {
                return after;
            }
        }
        throw new StoreUnavailableException(
                "the looks at the history window of " + type + " overtake each other", null);
    }

    private @Nullable String read(String type) {
        byte[] value = Replies.await(() -> redis.get().hget(layout.historyWindows(), utf8(type)), timeout);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
