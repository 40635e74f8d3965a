package io.lastword.bench;

import java.util.Arrays;

/** Durations, kept one by one: there are some hundred thousands at most. Thread-safe. */
final class Latencies {

    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    synchronized int count() {
        return count;
    }

    /** In milliseconds; {@code part} of the durations are not longer. */
    double percentile(double part) {
        return at(sorted(), part);
    }

    @Override
    public String toString() {
        long[] sorted = sorted();
        return sorted.length == 0
                ? "none"
                : "%,d of them: p50 %.1f ms, p99 %.1f ms, longest %.1f ms"
                        .formatted(sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private synchronized long[] sorted() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static double at(long[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, part * sorted.length)] / 1e6;
    }
}
