package io.lastword.query.watch;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of changes wait for watchers, of all of them together. Thread-safe. */
final class PendingBytes {

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    PendingBytes(long limit) {
        this.limit = limit;
    }

    /** @param always whether to take them even beyond the limit */
    boolean tryTake(int bytes, boolean always) {
        if (taken.addAndGet(bytes) > limit && !always) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(int bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
