package io.lastword.query.lookup;

import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead;
import io.lastword.query.snapshot.PartitionRead.Served;
import io.lastword.query.snapshot.SnapshotReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets readers wait until a partition moves on. However many wait, the store is asked once per partition and interval,
 * and not at all while nobody waits. Thread-safe; one thread of its own.
 */
public final class PositionWatch implements AutoCloseable {

    private final SnapshotReader reader;
    private final Duration interval;
    private final Map<PartitionKey, Waiters> waiting = new ConcurrentHashMap<>();
    private final Set<PartitionKey> beingRead = ConcurrentHashMap.newKeySet();
    private final Semaphore wanted = new Semaphore(0);
    private final Thread poller = new Thread(this::pollWhileWanted, "position-watch");

    /** So many readers that wait for one partition to leave one position. */
    private record Waiters(int partitions, Served seen, CompletableFuture<Void> moved, int count) {

        Waiters plus(int more) {
            return new Waiters(partitions, seen, moved, count + more);
        }
    }

    /** @param interval pause between two looks at the store while somebody waits */
    public PositionWatch(SnapshotReader reader, Duration interval) {
        this.reader = reader;
        this.interval = interval;
        poller.setDaemon(true);
        poller.start();
    }

    /**
     * Waits until the partition is no longer as it was seen, or the time is up.
     *
     * @param seen what the caller read last
     */
    void awaitMove(PartitionKey key, Served seen, Duration atMost) {
        Waiters waiters = waiting.compute(
                key,
                (k, present) -> present != null && isSame(present.seen, seen)
                        ? present.plus(1)
                        : join(present, new Waiters(seen.partitions(), seen, new CompletableFuture<>(), 1)));
        wanted.release();
        try {
            waiters.moved.get(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The caller looks for itself and knows its deadline.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave(key, waiters.moved);
        }
    }

    @Override
    public void close() {
        poller.interrupt();
    }

    /** Those who saw an older position have nothing to wait for: the newer one was read after it. */
    private static Waiters join(@Nullable Waiters older, Waiters newer) {
        if (older != null) {
            older.moved.complete(null);
        }
        return newer;
    }

    /** Takes back one of those who wait for this, if they were not woken. */
    private void leave(PartitionKey key, CompletableFuture<Void> moved) {
        waiting.computeIfPresent(key, (k, present) -> {
            if (present.moved != moved) {
                return present;
            }
            return present.count == 1 ? null : present.plus(-1);
        });
    }

    private void pollWhileWanted() {
        try {
            while (true) {
                wanted.acquire();
                wanted.drainPermits();
                while (!waiting.isEmpty()) {
                    look();
                    TimeUnit.NANOSECONDS.sleep(interval.toNanos());
                }
            }
        } catch (InterruptedException e) {
            waiting.values().forEach(waiters -> waiters.moved.complete(null));
        }
    }

    /** A partition whose last look has no answer yet is left alone, and keeps none of the others waiting. */
    private void look() {
        waiting.forEach((key, waiters) -> {
            if (beingRead.add(key)) {
                reader.readAsync(key, waiters.partitions, List.of()).whenComplete((now, failure) -> {
                    beingRead.remove(key);
                    if (failure == null) {
                        wakeIfMoved(key, now);
                    } else {
                        // Whoever waits runs into the same when it looks for itself.
                        wake(key);
                    }
                });
            }
        });
    }

    private void wakeIfMoved(PartitionKey key, PartitionRead now) {
        Waiters waiters = waiting.get(key);
        if (waiters != null && !(now instanceof Served served && isSame(waiters.seen, served))) {
            wake(key);
        }
    }

    private void wake(PartitionKey key) {
        Waiters waiters = waiting.remove(key);
        if (waiters != null) {
            waiters.moved.complete(null);
        }
    }

    private static boolean isSame(Served one, Served other) {
        return one.generation().equals(other.generation())
                && one.offset() == other.offset()
                && one.wholeAt() == other.wholeAt();
    }
}
