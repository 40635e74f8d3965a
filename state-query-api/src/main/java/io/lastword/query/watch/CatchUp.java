package io.lastword.query.watch;

import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.query.log.LogAccess;
import io.lastword.query.log.LogChangedException;
import io.lastword.query.log.LogEntry;
import io.lastword.query.log.LogReader;
import io.lastword.query.log.LogUnavailableException;
import io.lastword.query.watch.beginning.TypeScan;
import io.lastword.query.watch.events.InitialEvents;
import io.lastword.query.watch.tail.Change;
import io.lastword.query.watch.tail.ResetReason;
import io.lastword.query.watch.tail.Tail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has watchers that are behind the tail read what they miss, a few at once, in turns of a bounded length. A turn ends with
 * the watcher at the tail, or full, or enough found, or its time over; a watcher that takes nothing holds nothing here. Thread-safe.
 */
final class CatchUp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int FOUND_IN_A_TURN = 1_000;
    private static final long BYTES_IN_A_TURN = 1 << 20;
    private static final long RETRY_MILLIS = 500;
    private static final long IDLE_SECONDS = 5;

    private final LogAccess access;
    private final Clock clock;
    private final ScheduledExecutorService later;
    private final BlockingQueue<Watcher> waiting = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    /** @param later to try again what failed */
    CatchUp(LogAccess access, int threads, ScheduledExecutorService later, Clock clock) {
        this.access = access;
        this.clock = clock;
        this.later = later;
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(this::run, "watch-catch-up-" + i);
            thread.setDaemon(true);
            this.threads.add(thread);
            thread.start();
        }
    }

    /** Has a watcher take its turn when it comes; it is told by {@link Watcher#endTurn}. */
    void submit(Watcher watcher) {
        waiting.add(watcher);
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    /** A reader is kept for the next watcher of the same log, for a while. */
    private static final class Kept {

        private @Nullable LogReader reader;
        private @Nullable Tail of;

        LogReader reader(LogAccess access, Watcher watcher) {
            if (reader == null || of != watcher.tail()) {
                close();
                reader = access.open(watcher.interest().type(), watcher.tail().partitions());
                of = watcher.tail();
            }
            return reader;
        }

        void close() {
            if (reader != null) {
                reader.close();
                reader = null;
            }
        }
    }

    private void run() {
        Kept kept = new Kept();
        try {
            while (true) {
                Watcher watcher = waiting.poll(IDLE_SECONDS, TimeUnit.SECONDS);
                if (watcher == null) {
                    kept.close();
                    watcher = waiting.take();
                }
                turn(watcher, kept);
            }
        } catch (InterruptedException e) {
            kept.close();
        }
    }

    private void turn(Watcher watcher, Kept kept) {
        try {
            boolean goesOn = watcher.scan() != null ? scan(watcher) : replay(watcher, kept);
            if (goesOn) {
                watcher.endTurn();
                return;
            }
        } catch (LogUnavailableException | StoreUnavailableException e) {
            log.debug("{} is behind and waits: {}", watcher, e.getMessage());
            kept.close();
        } catch (RuntimeException e) {
            log.error("{} could not catch up", watcher, e);
            kept.close();
        }
        later.schedule(watcher::endTurn, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Returns false if there is no going on at once. */
    private static boolean scan(Watcher watcher) {
        long end = System.nanoTime() + TURN_NANOS;
        TypeScan scan = watcher.scan();
        int found = 0;
        long bytes = 0;
        while (scan != null
                && found < FOUND_IN_A_TURN
                && bytes < BYTES_IN_A_TURN
                && System.nanoTime() < end
                && !hasEnded(watcher)) {
            TypeScan.Found next = scan.read();
            if (next == null) {
                return false;
            }
            scan = next.rest();
            if (!watcher.offerFound(next.events(), scan)) {
                return !watcher.isEmpty();
            }
            found += next.events().size();
            bytes += InitialEvents.bytes(next.events());
        }
        return true;
    }

    private boolean replay(Watcher watcher, Kept kept) {
        Tail tail = watcher.tail();
        if (hasEnded(watcher) || tail.join(watcher)) {
            return true;
        }
        if (tail.isAway()) {
            kept.close();
            return false;
        }
        long end = System.nanoTime() + TURN_NANOS;
        LogReader reader = kept.reader(access, watcher);
        Map<Integer, Long> offsets = new HashMap<>();
        watcher.span().forEach(partition -> offsets.put(partition, watcher.fedTo(partition)));
        reader.seek(offsets);
        Predicate<byte[]> keys = keys(watcher);
        try {
            while (System.nanoTime() < end && !hasEnded(watcher)) {
                List<LogEntry> entries = reader.poll(POLL, keys);
                Map<Integer, Long> reached = new HashMap<>();
                offsets.keySet().forEach(partition -> reached.put(partition, reader.position(partition)));
                if (!access.incarnation(watcher.interest().type()).equals(tail.incarnation())) {
                    // The tail is about to find the same.
                    return false;
                }
                if (hasExpired(watcher, clock.instant())) {
                    watcher.reset(
                            ResetReason.TOMBSTONES_MAY_HAVE_EXPIRED,
                            "the watcher has read more slowly than deletions are kept in the log");
                    return true;
                }
                for (LogEntry entry : entries) {
                    if (!watcher.offer(new Change(tail.incarnation(), entry))) {
                        return !watcher.isEmpty();
                    }
                }
                reached.forEach(watcher::passOver);
                if (tail.join(watcher)) {
                    return true;
                }
            }
        } catch (LogChangedException e) {
            watcher.reset(ResetReason.LOG_TRUNCATED, "the records that follow its position were deleted from the log");
        }
        return true;
    }

    private static boolean hasEnded(Watcher watcher) {
        watcher.tail().tellEnd(watcher);
        return watcher.tail().hasEnded() || watcher.isClosed();
    }

    /** The log promises its tombstones to those who have read them before their retention is over. */
    private static boolean hasExpired(Watcher watcher, Instant now) {
        Instant caughtUpAt = watcher.caughtUpAt();
        return caughtUpAt == null
                || caughtUpAt.plus(watcher.tail().facts().tombstoneRetention()).isBefore(now);
    }

    private static Predicate<byte[]> keys(Watcher watcher) {
        if (watcher.interest().id() == null) {
            return key -> true;
        }
        byte[] wanted = watcher.interest().id().toKey();
        return key -> Arrays.equals(key, wanted);
    }
}
