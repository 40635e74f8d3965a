package io.lastword.query.watch.events;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of what watchers are to be told wait for them, of all of them together. The second half is for watchers
 * for whom nothing waits yet, so that those who take little leave room for the others. Thread-safe.
 */
public final class PendingBytes {

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    public PendingBytes(long limit) {
        this.limit = limit;
    }

    /** Takes bytes if there is room for them, or if nobody holds any. */
    public boolean tryTake(long bytes, boolean nothingWaits) {
        long max = nothingWaits ? limit : limit / 2;
        long after = taken.addAndGet(bytes);
        if (after > max && after != bytes) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Goes on holding bytes that were taken by somebody else and given back just now. */
    public void keep(long bytes) {
        taken.addAndGet(bytes);
    }

    public void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    public long taken() {
        return taken.get();
    }
}
