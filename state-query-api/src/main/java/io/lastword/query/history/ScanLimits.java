package io.lastword.query.history;

import java.time.Duration;

/**
 * Bounds of reading the log for requests.
 *
 * @param maxScans most at once
 * @param maxTime longest that one goes on
 * @param maxBytes most bytes of changes that one holds
 * @param patience longest wait without any progress
 */
public record ScanLimits(int maxScans, Duration maxTime, long maxBytes, Duration patience) {}
