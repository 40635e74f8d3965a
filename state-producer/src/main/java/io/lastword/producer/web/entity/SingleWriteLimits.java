package io.lastword.producer.web.entity;

import java.time.Duration;

/**
 * Bounds of writes of one entity each.
 *
 * @param maxBodyBytes of all their bodies together, copies included
 * @param bodyTimeout how long a body may take to come
 */
public record SingleWriteLimits(long maxBodyBytes, Duration bodyTimeout) {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** How long the rest of a refused body is read and dropped. */
    Duration linger() {
        return Duration.ofSeconds(5);
    }

    Duration retryAfter() {
        return RETRY_AFTER;
    }
}
