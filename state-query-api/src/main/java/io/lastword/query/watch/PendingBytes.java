package io.lastword.query.watch;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of what watchers are to be told wait for them, of all of them together. Thread-safe. */
final class PendingBytes {

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    PendingBytes(long limit) {
        this.limit = limit;
    }

    /** @param always whether to take them even beyond the limit */
    boolean tryTake(long bytes, boolean always) {
        if (taken.addAndGet(bytes) > limit && !always) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
