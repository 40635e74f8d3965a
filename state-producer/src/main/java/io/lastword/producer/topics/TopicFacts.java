package io.lastword.producer.topics;

import io.lastword.model.entity.Incarnation;
import java.util.Map;

/**
 * What the broker says of an existing topic.
 *
 * @param configs effective settings by their Kafka names
 */
record TopicFacts(Incarnation incarnation, int partitions, Map<String, String> configs) {}
