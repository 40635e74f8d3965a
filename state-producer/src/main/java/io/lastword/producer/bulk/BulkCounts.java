package io.lastword.producer.bulk;

/**
 * How far a running bulk write has come.
 *
 * @param lines lines read, blank ones included
 * @param accepted lines that are in the log
 * @param rejectedCount lines that are not, since something is wrong with them
 * @param inFlight lines given to the log whose outcome is open
 */
public record BulkCounts(long lines, long accepted, long rejectedCount, long inFlight) {}
