package io.lastword.consumer.config;

import io.lastword.consumer.reading.FoldSettings;
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
 * @param instanceId static membership: a name for each instance that stays through its restarts; its partitions
 *     then wait for it, up to {@code session.timeout.ms}, instead of going to the others; empty for none
 * @param batchSize most records in one poll of the log and in one store step, 1 to 1,000; the step's share is
 *     divided by one more than the number of a type's declared indexes and rounded up, because reads wait while a
 *     step is applied
 * @param maxRoundRecords most records taken from the log before Redis is told of them, at least the batch size
 * @param maxRoundBytes after so many bytes Redis is told of what was taken from the log, in steps of a quarter of
 *     it, at least 1 MB; two such rounds are in memory for each of the two readers of a type, so take less in a
 *     small heap with many types
 * @param heartbeat how often an idle partition proves that it is current
 * @param planRetry pause before a failed recovery plan is tried again
 * @param progressTimeout health is down once a partition has stood at one position for so long, with something to
 *     read or no answer of Kafka or Redis
 * @param logTimeout longest wait for an answer of the broker
 * @param storeTimeout longest wait for an answer of Redis; so long also is a step repeated while its slot moves
 * @param concurrentBuilds most partitions that are built anew beside what is served at once, in this instance, at
 *     least 1: each takes its share of Redis' memory once more
 * @param buildRate most records a second that such builds read, per type and instance; 0 for as many as can be.
 *     More than is written to a partition meanwhile, or its build never catches up
 * @param buildRetry pause before such a build that was given up because Redis is full is begun again; each time twice as
 *     long, up to 32 times
 * @param clockSkew how far ahead of this machine's clock a stored time may be and still be believed, and how much
 *     is taken off the time that as-of reaches back
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
     * @param maxKeys most entities that a verification holds in memory at once, of log and store each, about 200
     *     bytes each, at least 1,000; a partition with more is verified in slices, each with a reading of the log
     * @param catchUpWait longest wait of a verification for the fold to reach the end that the log had; then it
     *     goes by what is folded and says how far {@code behind} that was
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
