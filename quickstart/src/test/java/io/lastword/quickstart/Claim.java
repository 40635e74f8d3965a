package io.lastword.quickstart;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a writer was told about a change of its.
 *
 * @param value null for a deletion
 * @param acknowledgedAt after the answer had come
 */
record Claim(
        String incarnation,
        int partition,
        long offset,
        String id,
        @Nullable String value,
        Instant acknowledgedAt) {

    boolean isBorneOutBy(@Nullable Logged logged) {
        return logged != null
                && logged.id().equals(id)
                && (value == null ? logged.value() == null : value.equals(logged.value()));
    }
}
