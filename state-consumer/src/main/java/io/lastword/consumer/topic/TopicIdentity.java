package io.lastword.consumer.topic;

import io.lastword.model.entity.Incarnation;

/** Which log a topic's name stands for at a moment, and in how many partitions. */
public record TopicIdentity(Incarnation incarnation, int partitions) {}
