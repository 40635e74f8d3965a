package io.lastword.producer.append;

import io.lastword.model.limit.Throttle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs why writes fail, at most one line a second: a log that is down fails thousands at once. Thread-safe. */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    private final Throttle throttle = new Throttle(Duration.ofSeconds(1), System::nanoTime);

    void warn(String topic, Exception failure) {
        throttle.pass()
                .ifPresent(others -> LOG.warn(
                        "A write to '{}' failed ({} more since the last line): {}", topic, others, failure.toString()));
    }
}
