package io.lastword.producer.write;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what all bulk writes and other streams together have given to the log and not yet heard back about, so that they
 * stop while the log is slow and single writes always find room. Thread-safe; those who wait are served in order.
 */
public final class InFlightBudget {

    private final int maxRecords;
    private final int maxBytes;
    private final Duration patience;
    private final Semaphore records;
    private final Semaphore bytes;

    /**
     * @param maxRecords changes in flight
     * @param maxBytes bytes in flight; a single larger change takes all of them
     * @param patience how long one change waits for room
     */
    public InFlightBudget(int maxRecords, int maxBytes, Duration patience) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.patience = patience;
        this.records = new Semaphore(maxRecords, true);
        this.bytes = new Semaphore(maxBytes, true);
    }

    /** Waits for room and takes it; false if there was none in time. */
    public boolean acquire(int size) throws InterruptedException {
        long millis = patience.toMillis();
        if (!records.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            return false;
        }
        if (!bytes.tryAcquire(Math.min(size, maxBytes), millis, TimeUnit.MILLISECONDS)) {
            records.release();
            return false;
        }
        return true;
    }

    public void release(int size) {
        bytes.release(Math.min(size, maxBytes));
        records.release();
    }

    /** Says whether nothing is in flight. */
    public boolean isIdle() {
        return records.availablePermits() == maxRecords && bytes.availablePermits() == maxBytes;
    }
}
