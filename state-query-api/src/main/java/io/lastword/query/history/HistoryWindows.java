package io.lastword.query.history;

import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.store.HistoryWindow;
import io.lastword.model.types.EntityType;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogFacts;
import io.lastword.query.snapshot.SnapshotReader;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far back each log is sure to hold everything: by what the consumers have seen of its settings, and by what this
 * instance has, so that a consumer's outage costs nothing that was known before. Thread-safe.
 */
public final class HistoryWindows implements AutoCloseable {

    private static final long LOOK_SECONDS = 10;

    private final SnapshotReader reader;
    private final Duration clockSkew;
    private final Clock clock;
    private final Map<String, HistoryWindow> known = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "history-windows");
        thread.setDaemon(true);
        return thread;
    });

    /** @param clockSkew how far ahead of this machine's clock a stored time may be and still be believed */
    public HistoryWindows(SnapshotReader reader, Duration clockSkew, Clock clock) {
        this.reader = reader;
        this.clockSkew = clockSkew;
        this.clock = clock;
    }

    /** Looks at the topics of these types now and then. */
    public void follow(Collection<EntityType> types, LogAccess access) {
        looks.scheduleWithFixedDelay(
                () -> types.forEach(type -> look(type, access)), 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Takes note of what a topic says, and returns what is known of its window now. */
    HistoryWindow see(EntityType type, LogFacts facts) {
        HistoryWindow.Look look =
                new HistoryWindow.Look(facts.incarnation(), facts.historyWindow(), facts.askedAt(), clock.instant());
        HistoryWindow byConsumers = HistoryWindow.after(stored(type), look, clockSkew);
        return known.compute(
                type.name(),
                (name, own) -> HistoryWindow.after(own, look, clockSkew).with(byConsumers));
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }

    private void look(EntityType type, LogAccess access) {
        try {
            see(type, access.observe(type));
        } catch (RuntimeException e) {
            // Looked at again soon; a long row of failures counts as a gap.
        }
    }

    private @Nullable HistoryWindow stored(EntityType type) {
        try {
            return reader.historyWindow(type.name());
        } catch (StoreUnavailableException e) {
            return null;
        }
    }
}
