package io.lastword.adversary;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** How often each service answered with each status, and the requests that it answered with a fault. Thread-safe. */
final class Tally {

    /** The connection ended without an answer. */
    static final int NO_ANSWER = 0;

    private static final int MOST_FAULTS_KEPT = 20;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    void count(String service, int status, String request) {
        counts.computeIfAbsent(service + " " + (status == NO_ANSWER ? "no answer" : status), key -> new LongAdder())
                .increment();
        if (isFault(status) && faults.size() < MOST_FAULTS_KEPT) {
            faults.add(service + " " + status + ": " + request);
        }
    }

    /** 501 is said of conditional writes, and 502 by no service here. */
    private static boolean isFault(int status) {
        return status == 500 || status == 502 || status > 504;
    }

    /** By service and status. */
    Map<String, Long> counts() {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((key, count) -> sums.put(key, count.sum()));
        return sums;
    }

    long sum() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    List<String> faults() {
        return List.copyOf(faults);
    }
}
