package io.lastword.quickstart;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of the topic, as those who created, filled, followed and deleted it know it. Thread-safe.
 *
 * <p>Of every moment that takes a while the cautious side is kept: it exists from before it was asked for, and is
 * deleted once the broker has said so.
 */
final class LogLife {

    private static final int SHORT_CHARS = 8;

    private final String topicId;
    private final Instant createdAt;
    private final List<PartitionArchive> partitions;
    private volatile @Nullable Instant deletedAt;

    LogLife(String topicId, Instant createdAt, int partitions) {
        this.topicId = topicId;
        this.createdAt = createdAt;
        this.partitions =
                IntStream.range(0, partitions).mapToObj(PartitionArchive::new).toList();
    }

    /** As answers and tokens carry it. */
    String incarnation() {
        return topicId.substring(0, SHORT_CHARS);
    }

    Instant createdAt() {
        return createdAt;
    }

    /** Null while it exists. */
    @Nullable
    Instant deletedAt() {
        return deletedAt;
    }

    void deleted(Instant at) {
        deletedAt = at;
    }

    PartitionArchive partition(int number) {
        return partitions.get(number);
    }

    List<PartitionArchive> partitions() {
        return partitions;
    }

    @Override
    public String toString() {
        return incarnation() + " (" + createdAt + " to " + (deletedAt == null ? "now" : deletedAt) + ")";
    }
}
