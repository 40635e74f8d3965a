package io.lastword.producer.web;

import io.lastword.producer.bulk.StalledBodyException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Judges how fast a client sends, by the time that was spent waiting for it. For one body.
 */
public final class BodyPace {

    /** Long enough to be no accident. */
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Duration idleTimeout;
    private final long minBytesPerSecond;
    private final BooleanSupplier contended;
    private long silentNanos;
    private long windowNanos;
    private long windowBytes;

    /**
     * @param idleTimeout how long nothing may come
     * @param minBytesPerSecond how much must come on average, while others want the place
     * @param contended whether others want it
     */
    public BodyPace(Duration idleTimeout, long minBytesPerSecond, BooleanSupplier contended) {
        this.idleTimeout = idleTimeout;
        this.minBytesPerSecond = minBytesPerSecond;
        this.contended = contended;
    }

    void received(int bytes) {
        silentNanos = 0;
        windowBytes += bytes;
    }

    /** @throws StalledBodyException if the client has lost its place */
    void waited(long nanos) throws StalledBodyException {
        silentNanos += nanos;
        windowNanos += nanos;
        if (silentNanos >= idleTimeout.toNanos()) {
            throw new StalledBodyException("nothing came for " + idleTimeout.toSeconds() + " s");
        }
        if (windowNanos >= WINDOW.toNanos()) {
            boolean slow = windowBytes < minBytesPerSecond * WINDOW.toSeconds();
            if (slow && contended.getAsBoolean()) {
                throw new StalledBodyException(windowBytes + " bytes came within " + WINDOW.toSeconds()
                        + " s of waiting for them, while others waited for the place");
            }
            windowNanos = 0;
            windowBytes = 0;
        }
    }
}
