package io.lastword.consumer.plan;

import io.lastword.consumer.snapshot.StoredPartition;
import io.lastword.consumer.topic.TopicIdentity;
import io.lastword.model.store.CatalogEntry;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the recovery of one partition is decided from.
 *
 * @param stored what the store holds
 * @param topic the topic's identity now
 * @param logStart first offset of the log now
 * @param logEnd end of the log now (high watermark)
 * @param truncated whether the broker said that the log has diverged from the stored position
 * @param tombstoneRetention the topic's {@code delete.retention.ms} now
 * @param definition how this consumer would fold
 * @param now this consumer's clock
 * @param catalog what readers were last told of the type's log, or null
 */
public record Facts(
        StoredPartition stored,
        TopicIdentity topic,
        long logStart,
        long logEnd,
        boolean truncated,
        Duration tombstoneRetention,
        String definition,
        Instant now,
        @Nullable CatalogEntry catalog) {}
