package io.lastword.query.history;

import io.lastword.model.EntityType;
import io.lastword.model.Incarnation;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Since when each log is known to keep every change for as long as its topic says now. A topic's settings do not tell
 * since when they are in force, so what counts is what this instance has seen itself. Thread-safe.
 */
public final class HistoryWindows implements AutoCloseable {

    private static final long LOOK_SECONDS = 10;

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "history-windows");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * A window.
     *
     * @param window how long changes are kept
     * @param since when it was first seen to be no shorter
     */
    record Known(Incarnation incarnation, Duration window, Instant since) {

        /** The oldest instant of which the log is sure to hold everything at a time. */
        Instant oldestAt(Instant now) {
            Instant byWindow = now.minus(window);
            return byWindow.isAfter(since) ? byWindow : since;
        }
    }

    /** Looks at the topics of these types now and then; a broker that does not answer is asked again. */
    public void follow(Collection<EntityType> types, LogAccess access) {
        looks.scheduleWithFixedDelay(
                () -> types.forEach(type -> access.observeAsync(type).whenComplete((facts, failure) -> {
                    if (failure == null) {
                        see(type, facts);
                    }
                })),
                0,
                LOOK_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Takes note of what a topic says, and returns what is known of its window now. */
    Known see(EntityType type, LogFacts facts) {
        Known now = new Known(facts.incarnation(), facts.historyWindow(), facts.askedAt());
        return known.merge(type.name(), now, HistoryWindows::merge);
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }

    private static Known merge(Known before, Known now) {
        boolean covered = before.incarnation().equals(now.incarnation())
                && before.window().compareTo(now.window()) >= 0;
        return covered ? new Known(now.incarnation(), now.window(), before.since()) : now;
    }
}
