package io.lastword.consumer.recovery;

import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Partitions whose build was given up for a while; each time for twice as long. For one thread. */
public final class PutOffBuilds {

    private static final int MAX_DOUBLINGS = 5;

    private final Duration firstPause;
    private final Ticker ticker;
    private final Map<Integer, PutOff> byPartition = new HashMap<>();

    private record PutOff(String reason, int times, Deadline until) {}

    /** @param firstPause how long a build is put off the first time */
    public PutOffBuilds(Duration firstPause, Ticker ticker) {
        this.firstPause = firstPause;
        this.ticker = ticker;
    }

    void add(int partition, String reason) {
        PutOff before = byPartition.get(partition);
        int times = before == null ? 0 : Math.min(MAX_DOUBLINGS, before.times() + 1);
        Deadline until = Deadline.in(firstPause.multipliedBy(1L << times), ticker);
        byPartition.put(partition, new PutOff(reason, times, until));
    }

    /** Whether a partition's build may be begun, or go on, now. */
    boolean mayBegin(int partition) {
        PutOff putOff = byPartition.get(partition);
        return putOff == null || putOff.until().isOver();
    }

    /** Why a partition's build was put off last, or null if it never was. */
    @Nullable
    String reason(int partition) {
        PutOff putOff = byPartition.get(partition);
        return putOff == null ? null : putOff.reason();
    }

    /** Forgets that a partition's build was put off: it is done, or asked for anew. */
    void forget(int partition) {
        byPartition.remove(partition);
    }
}
