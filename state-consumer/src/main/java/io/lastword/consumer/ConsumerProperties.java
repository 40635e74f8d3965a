package io.lastword.consumer;

import io.lastword.consumer.log.FoldSettings;
import io.lastword.model.store.Layout;
import io.lastword.model.types.EntityTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the state consumer.
 *
 * @param keyPrefix of all keys in Redis; the query API must have the same
 * @param groupPrefix the consumer group of a type is this and the type's name
 * @param instanceId name of this instance among the consumers, the same after a restart; empty for none. With one, the
 *     group keeps the instance's partitions for it while it restarts within the session timeout
 * @param batchSize most records in one poll and one store step, 1 to 1,000; the step of a type with n declared indexes
 *     has an (n+1)th of it, rounded up
 * @param maxRoundRecords most records taken from the log before Redis is told of them, at least the batch size
 * @param maxRoundBytes about as many bytes are taken from the log before Redis is told of them, at least 1 MB; a reader
 *     holds two such rounds, and there are two readers per entity type
 * @param heartbeat how often an idle partition proves that it is current
 * @param planRetry pause before a failed recovery plan is tried again
 * @param progressTimeout health is down once a partition has stood at one position for so long, with something to
 *     read or no answer of Kafka or Redis
 * @param logTimeout longest wait for an answer of the broker
 * @param storeTimeout longest wait for an answer of Redis
 * @param concurrentBuilds most generations that are built beside served ones at once, at least 1: a build takes as much
 *     memory in Redis as the partition's served generation
 * @param buildRate most records a second that such builds read per entity type; 0 for as many as can be
 * @param buildRetry pause before such a build that was given up because Redis is full is begun again; each time twice as
 *     long, up to 32 times
 * @param clockSkew how far ahead a stored time may be of this machine's clock and still be believed
 * @param verify bounds of a verification
 */
@ConfigurationProperties(prefix = "lastword.consumer", ignoreUnknownFields = false)
public record ConsumerProperties(
        @DefaultValue(Layout.DEFAULT_PREFIX) String keyPrefix,
        @DefaultValue("lastword.") String groupPrefix,
        @DefaultValue("") String instanceId,
        @DefaultValue("1000") int batchSize,
        @DefaultValue("5000") int maxRoundRecords,
        @DefaultValue("16MB") DataSize maxRoundBytes,
        @DefaultValue("1s") Duration heartbeat,
        @DefaultValue("500ms") Duration planRetry,
        @DefaultValue("1m") Duration progressTimeout,
        @DefaultValue("5s") Duration logTimeout,
        @DefaultValue("5s") Duration storeTimeout,
        @DefaultValue("1") int concurrentBuilds,
        @DefaultValue("0") int buildRate,
        @DefaultValue("30s") Duration buildRetry,
        @DefaultValue("5s") Duration clockSkew,
        @DefaultValue Verify verify) {

    /**
     * Bounds of a verification.
     *
     * @param maxKeys most entities held in memory at once, of the log and of the store each, at least 1,000; about
     *     200 bytes each
     * @param catchUpWait longest wait for the fold to reach the end that the log had at first
     */
    public record Verify(
            @DefaultValue("200000") int maxKeys,
            @DefaultValue("10s") Duration catchUpWait) {}

    public ConsumerProperties {
        List<String> mistakes = new ArrayList<>();
        if (batchSize < 1 || batchSize > 1_000) {
            mistakes.add("batch-size is " + batchSize + "; it must be 1 to 1000");
        }
        if (maxRoundRecords < batchSize) {
            mistakes.add("max-round-records is " + maxRoundRecords + "; it must be at least the batch-size");
        }
        if (maxRoundBytes.toMegabytes() < 1) {
            mistakes.add("max-round-bytes is " + maxRoundBytes + "; it must be at least 1MB");
        }
        if (concurrentBuilds < 1) {
            mistakes.add("concurrent-builds is " + concurrentBuilds + "; it must be at least 1");
        }
        if (buildRate < 0) {
            mistakes.add("build-rate is " + buildRate + "; it must be 0 (no limit) or more");
        }
        requirePositive("heartbeat", heartbeat, mistakes);
        requirePositive("plan-retry", planRetry, mistakes);
        requirePositive("progress-timeout", progressTimeout, mistakes);
        requirePositive("build-retry", buildRetry, mistakes);
        requirePositive("log-timeout", logTimeout, mistakes);
        requirePositive("store-timeout", storeTimeout, mistakes);
        if (clockSkew.isNegative()) {
            mistakes.add("clock-skew is negative");
        }
        if (verify.maxKeys() < 1_000) {
            mistakes.add("verify.max-keys is " + verify.maxKeys() + "; it must be at least 1000");
        }
        if (verify.catchUpWait().isNegative()) {
            mistakes.add("verify.catch-up-wait is negative");
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException("lastword.consumer: " + String.join("; ", mistakes));
        }
    }

    FoldSettings.Rounds rounds(EntityTypes types) {
        long maxStateBytes = types.all().stream()
                .mapToLong(type -> type.fold().limits().maxBytes())
                .max()
                .orElse(1);
        return FoldSettings.Rounds.of(batchSize, maxRoundRecords, maxRoundBytes.toBytes(), maxStateBytes);
    }

    private static void requirePositive(String name, Duration value, List<String> mistakes) {
        if (value.isZero() || value.isNegative()) {
            mistakes.add(name + " is " + value + "; it must be positive");
        }
    }
}
