package io.lastword.producer.topics;

import io.lastword.model.types.EntityType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a type's topic must be set up. Pure. */
final class TopicRules {

    private static final String CLEANUP_POLICY = "cleanup.policy";

    private TopicRules() {}

    /** The settings that a new topic gets, by their Kafka names. */
    static Map<String, String> configs(EntityType type) {
        Map<String, String> configs = new LinkedHashMap<>();
        configs.put(CLEANUP_POLICY, "compact");
        configs.put("message.timestamp.type", "LogAppendTime");
        configs.put("min.compaction.lag.ms", Long.toString(type.historyWindow().toMillis()));
        configs.put(
                "max.compaction.lag.ms", Long.toString(type.maxCompactionLag().toMillis()));
        configs.put(
                "delete.retention.ms", Long.toString(type.tombstoneRetention().toMillis()));
        configs.put("segment.bytes", Long.toString(type.segmentBytes()));
        configs.put("min.insync.replicas", Integer.toString(type.minInsyncReplicas()));
        return configs;
    }

    /** Why an existing topic cannot hold this type's state, with what to change; empty if it can. */
    static Optional<String> findRefusal(EntityType type, TopicFacts facts) {
        List<String> refusals = new ArrayList<>();
        String policy = facts.configs().getOrDefault(CLEANUP_POLICY, "");
        if (!policy.equals("compact")) {
            refusals.add(String.format(
                    "the topic '%s' of type '%s' has cleanup.policy=%s, which makes live entities expire; set it with"
                            + " kafka-configs.sh --alter --entity-type topics --entity-name %s"
                            + " --add-config cleanup.policy=compact",
                    type.topic(), type.name(), policy, type.topic()));
        }
        findPartitionRefusal(type, facts.partitions()).ifPresent(refusals::add);
        return refusals.isEmpty() ? Optional.empty() : Optional.of(String.join("; also ", refusals));
    }

    /** Why a topic with so many partitions cannot be this type's; empty if it can. */
    static Optional<String> findPartitionRefusal(EntityType type, int partitions) {
        if (partitions == type.partitions()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                "the topic '%s' of type '%s' has %d partitions where types.yml says %d, and the count is fixed for a"
                        + " topic's life; set lastword.types.%s.partitions to %d, or name a new topic in"
                        + " lastword.types.%s.topic",
                type.topic(), type.name(), partitions, type.partitions(), type.name(), partitions, type.name()));
    }

    /** One line for each setting that differs and is left as it is. */
    static List<String> findDifferences(EntityType type, TopicFacts facts) {
        List<String> differences = new ArrayList<>();
        configs(type).forEach((name, wanted) -> {
            String actual = facts.configs().getOrDefault(name, "");
            if (!name.equals(CLEANUP_POLICY) && !actual.equals(wanted)) {
                differences.add(String.format(
                        "the topic '%s' of type '%s' has %s=%s where types.yml means %s; it is left as it is",
                        type.topic(), type.name(), name, actual, wanted));
            }
        });
        return differences;
    }
}
