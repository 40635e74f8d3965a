package io.lastword.producer.append;

import io.lastword.model.entity.Incarnation;
import java.time.Instant;

/**
 * Where a change stands in the log, on all in-sync replicas.
 *
 * @param incarnation of the topic that has it
 * @param revision the change's offset
 * @param sentAt before this time, by this service's clock, the change was not in the log, nor was anything after it
 */
public record Appended(Incarnation incarnation, int partition, long revision, Instant sentAt) {}
