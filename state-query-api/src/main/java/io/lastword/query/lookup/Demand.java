package io.lastword.query.lookup;

import io.lastword.model.Token;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How current an answer must be.
 *
 * @param after positions that must be folded, or null for any
 * @param timeout how long to wait for them
 * @param maxStale how long ago the snapshots may have been caught up, or null for any time
 */
public record Demand(
        @Nullable Token after, Duration timeout, @Nullable Duration maxStale) {}
