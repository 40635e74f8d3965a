package io.lastword.model.limit;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets one of many occurrences pass in each period and counts the others: what is logged of them is bounded. Thread-safe. */
public final class Throttle {

    private final long periodNanos;
    private final LongSupplier nanoTime;
    private final AtomicLong nextAt;
    private final AtomicLong heldBack = new AtomicLong();

    /** @param nanoTime a clock that only goes forward, as {@link System#nanoTime} */
    public Throttle(Duration period, LongSupplier nanoTime) {
        this.periodNanos = period.toNanos();
        this.nanoTime = nanoTime;
        this.nextAt = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Asks for one occurrence to pass.
     *
     * @return how many were held back since the last that passed; empty if this one is held back
     */
    public OptionalLong pass() {
        long now = nanoTime.getAsLong();
        long due = nextAt.get();
        if (now - due >= 0 && nextAt.compareAndSet(due, now + periodNanos)) {
            return OptionalLong.of(heldBack.getAndSet(0));
        }
        heldBack.incrementAndGet();
        return OptionalLong.empty();
    }
}
