package io.lastword.producer.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs why writes fail, at most one line a second: a log that is down fails thousands at once. Thread-safe. */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong nextAt = new AtomicLong(System.nanoTime());
    private final AtomicLong silent = new AtomicLong();

    void warn(String topic, Exception failure) {
        long now = System.nanoTime();
        long due = nextAt.get();
        if (now - due >= 0 && nextAt.compareAndSet(due, now + PERIOD_NANOS)) {
            LOG.warn(
                    "A write to '{}' failed ({} more since the last line): {}",
                    topic,
                    silent.getAndSet(0),
                    failure.toString());
        } else {
            silent.incrementAndGet();
        }
    }
}
