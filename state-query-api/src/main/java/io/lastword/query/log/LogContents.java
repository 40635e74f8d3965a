package io.lastword.query.log;

import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.Ticker;
import io.lastword.model.types.EntityType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What logs hold: bytes, as their brokers say, and records, which no broker knows and which are counted by reading. Logs
 * are read only while somebody asks, one at a time, at most a tenth of the time, and up to a size. Thread-safe.
 */
public final class LogContents implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STUCK_AFTER = Duration.ofSeconds(5);
    private static final int SHARE_OF_TIME = 10;

    private final LogAccess access;
    private final LogSizes sizes;
    private final long maxBytes;
    private final Clock clock;
    private final Ticker ticker;
    private final ExecutorService counting = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "log-count");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Counted> counted = new HashMap<>();
    private boolean busy;
    private volatile boolean closed;

    /** The last count of a type, of a log of so many bytes. */
    private record Counted(@Nullable LogCount count, String topicId, long bytes, Deadline next) {}

    /** @param maxBytes the largest log that is counted; 0 for none */
    public LogContents(LogAccess access, Duration timeout, long maxBytes, Clock clock, Ticker ticker) {
        this.access = access;
        this.sizes = new LogSizes(access, timeout);
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * What one partition holds.
     *
     * @param start first offset that the log holds
     * @param end offset of the next record
     * @param bytes on the disk of the partition's leader
     * @param records how many there were when last counted; null where they were not
     * @param tombstones how many of them are tombstones
     * @param countedTo the offset up to which they were counted
     * @param countedAt when that count was begun
     */
    public record Part(
            int partition,
            long start,
            long end,
            long bytes,
            @Nullable Long records,
            @Nullable Long tombstones,
            @Nullable Long countedTo,
            @Nullable Instant countedAt) {}

    /**
     * What the partitions of a type hold, by number.
     *
     * @throws LogUnavailableException if the broker did not answer
     */
    public List<Part> look(EntityType type) {
        LogFacts facts = access.observe(type);
        List<Long> bytes = access.await(type, sizes.ask(type));
        if (bytes.size() != facts.partitions()) {
            throw new LogUnavailableException("topic " + type.topic() + " changed while it was asked about", null);
        }
        String topicId = facts.incarnation().topicId();
        Counted known = countIfDue(
                type, facts, bytes.stream().mapToLong(Long::longValue).sum());
        LogCount count = known != null && known.topicId().equals(topicId) ? known.count() : null;
        return IntStream.range(0, facts.partitions())
                .mapToObj(partition -> {
                    LogFacts.Ends ends = facts.ends().get(partition);
                    return new Part(
                            partition,
                            ends.start(),
                            ends.end(),
                            bytes.get(partition),
                            count == null ? null : (Long) count.records()[partition],
                            count == null ? null : (Long) count.tombstones()[partition],
                            count == null ? null : count.ends().get(partition),
                            count == null ? null : count.begunAt());
                })
                .toList();
    }

    private synchronized @Nullable Counted countIfDue(EntityType type, LogFacts facts, long bytes) {
        Counted known = counted.get(type.name());
        boolean changed = known == null
                || known.bytes() != bytes
                || !known.topicId().equals(facts.incarnation().topicId());
        if (changed
                && !busy
                && !closed
                && bytes <= maxBytes
                && (known == null || known.next().isOver())) {
            busy = true;
            counting.execute(() -> countAgain(type, facts, bytes));
        }
        return known;
    }

    private void countAgain(EntityType type, LogFacts facts, long bytes) {
        long began = ticker.nanos();
        LogCount count = null;
        try {
            count = count(type, facts);
        } catch (LogUnavailableException | LogChangedException e) {
            // It is counted again, when somebody asks after a while.
        } finally {
            Duration pause = Duration.ofNanos((ticker.nanos() - began) * (SHARE_OF_TIME - 1));
            synchronized (this) {
                busy = false;
                counted.put(
                        type.name(),
                        new Counted(count, facts.incarnation().topicId(), bytes, Deadline.in(pause, ticker)));
            }
        }
    }

    private LogCount count(EntityType type, LogFacts facts) {
        int partitions = facts.partitions();
        LogCount count = new LogCount(
                clock.instant(),
                facts.ends().stream().map(LogFacts.Ends::stableEnd).toList(),
                new long[partitions],
                new long[partitions]);
        Map<Integer, Long> left = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            LogFacts.Ends ends = facts.ends().get(partition);
            if (ends.start() < ends.stableEnd()) {
                left.put(partition, ends.start());
            }
        }
        try (LogReader reader = access.open(type, partitions)) {
            reader.seek(left);
            Deadline stuck = Deadline.in(STUCK_AFTER, ticker);
            while (!left.isEmpty() && !closed) {
                if (reader.count(POLL, count)) {
                    stuck = Deadline.in(STUCK_AFTER, ticker);
                } else if (stuck.isOver()) {
                    int partition = left.keySet().iterator().next();
                    throw reader.stuck(partition, reader.position(partition));
                }
                left.keySet()
                        .removeIf(partition ->
                                reader.position(partition) >= count.ends().get(partition));
            }
        }
        return count;
    }

    @Override
    public void close() {
        closed = true;
        counting.shutdownNow();
    }
}
