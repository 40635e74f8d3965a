package io.lastword.query.history;

import java.time.Duration;

/**
 * Bounds of reading the log for requests.
 *
 * @param maxScans most at once
 * @param maxTime after which one ends, though not before it has moved on
 * @param maxBytes most bytes of changes that one holds
 * @param patience longest wait without any progress
 */
public record ScanLimits(int maxScans, Duration maxTime, long maxBytes, Duration patience) {}
