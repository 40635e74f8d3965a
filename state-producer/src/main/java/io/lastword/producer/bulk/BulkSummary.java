package io.lastword.producer.bulk;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a bulk write that was read to its end.
 *
 * @param lines lines read, blank ones included
 * @param accepted lines that are in the log
 * @param rejectedCount lines that are not, since something is wrong with them
 * @param token covers every accepted line; null if there is none
 */
public record BulkSummary(
        long lines,
        long accepted,
        long rejectedCount,
        @Nullable String token) {}
