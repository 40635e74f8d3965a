package io.lastword.query.currency;

import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who wait for a partition to get somewhere when it has. However many wait, the store is asked once per
 * partition and interval, and not at all while nobody waits; only those are told who wait for what was found. Thread-safe;
 * one thread of its own, and none of those who wait.
 */
public final class PositionWatch implements AutoCloseable {

    private final SnapshotReader reader;
    private final Duration interval;
    private final Map<PartitionKey, Set<Waiter>> waiting = new ConcurrentHashMap<>();
    private final Set<PartitionKey> beingRead = ConcurrentHashMap.newKeySet();
    private final Semaphore wanted = new Semaphore(0);
    private final Thread poller = new Thread(this::pollWhileWanted, "position-watch");

    /** One who waits. Equal only to itself. */
    private static final class Waiter extends CompletableFuture<Void> {

        private final int partitions;
        private final Predicate<PartitionRead> isEnough;

        Waiter(int partitions, Predicate<PartitionRead> isEnough) {
            this.partitions = partitions;
            this.isEnough = isEnough;
        }

        /** @param now what was found, or null if the store did not answer, which whoever waits runs into as well */
        void tell(@Nullable PartitionRead now) {
            if (now == null || isEnough.test(now)) {
                complete(null);
            }
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
     * Waits for a partition.
     *
     * @param partitions how many the type's log has
     * @param isEnough whether what is found is worth reading
     * @return ends when it is, or the store does not answer; never with a failure; to be cancelled by who waits no longer
     */
    CompletableFuture<Void> await(PartitionKey key, int partitions, Predicate<PartitionRead> isEnough) {
        Waiter waiter = new Waiter(partitions, isEnough);
        waiting.compute(key, (k, present) -> {
            Set<Waiter> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(waiter);
            return all;
        });
        waiter.whenComplete((done, cancelled) -> leave(key, waiter));
        wanted.release();
        return waiter;
    }

    /** Waits in this thread, until the time is up at the latest. */
    static void join(CompletableFuture<Void> wait, Duration atMost) {
        try {
            wait.get(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The caller looks for itself and knows its deadline.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            wait.cancel(false);
        }
    }

    @Override
    public void close() {
        poller.interrupt();
    }

    private void leave(PartitionKey key, Waiter waiter) {
        waiting.computeIfPresent(key, (k, all) -> {
            all.remove(waiter);
            return all.isEmpty() ? null : all;
        });
    }

    private void pollWhileWanted() {
        try {
            while (true) {
                wanted.acquire();
                wanted.drainPermits();
                while (!waiting.isEmpty()) {
                    waiting.keySet().forEach(this::look);
                    TimeUnit.NANOSECONDS.sleep(interval.toNanos());
                }
            }
        } catch (InterruptedException e) {
            waiting.keySet().forEach(key -> tell(key, null));
        }
    }

    /** A partition whose last look has no answer yet is left alone, and keeps none of the others waiting. */
    private void look(PartitionKey key) {
        Set<Waiter> all = waiting.get(key);
        Waiter any = all == null ? null : all.stream().findAny().orElse(null);
        if (any != null && beingRead.add(key)) {
            reader.readAsync(key, any.partitions, List.of()).whenComplete((now, failure) -> {
                beingRead.remove(key);
                tell(key, failure == null ? now : null);
            });
        }
    }

    private void tell(PartitionKey key, @Nullable PartitionRead now) {
        Set<Waiter> all = waiting.get(key);
        if (all != null) {
            all.forEach(waiter -> waiter.tell(now));
        }
    }
}
