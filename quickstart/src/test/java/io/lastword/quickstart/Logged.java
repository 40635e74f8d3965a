package io.lastword.quickstart;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One committed record of the log.
 *
 * @param value null for a tombstone
 * @param event what its headers call the change, or null
 */
record Logged(
        long offset,
        String id,
        @Nullable String value,
        @Nullable String event,
        Instant loggedAt) {}
