package io.lastword.query.log;

import io.lastword.model.entity.Incarnation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the broker says of one log.
 *
 * @param askedAt when the questions about the ends were sent
 * @param ends of its partitions, by number
 * @param tombstoneRetention the topic's {@code delete.retention.ms}
 * @param historyWindow the topic's {@code min.compaction.lag.ms}
 * @param logAppendTime whether records bear the broker's time ({@code message.timestamp.type})
 * @param incarnation the log that all this is about, looked up before and after
 */
public record LogFacts(
        Instant askedAt,
        List<Ends> ends,
        Duration tombstoneRetention,
        Duration historyWindow,
        boolean logAppendTime,
        Incarnation incarnation) {

    /**
     * The bounds of one partition.
     *
     * @param start first offset that the log holds
     * @param stableEnd end of what read_committed readers can see
     * @param end high watermark
     */
    public record Ends(long start, long stableEnd, long end) {}

    public LogFacts {
        ends = List.copyOf(ends);
    }

    public int partitions() {
        return ends.size();
    }

    /** The ends of all partitions, by number. */
    public long[] endOffsets() {
        return ends.stream().mapToLong(Ends::end).toArray();
    }
}
