package io.lastword.producer.log;

import io.lastword.model.Incarnation;
import java.time.Instant;

/**
 * Where a change stands in the log, on all in-sync replicas.
 *
 * @param incarnation of the topic, as known when the change was sent; it may be the one before for about a second
 *     after a topic was deleted and created again, and a token of it is then refused by its readers
 * @param revision the change's offset
 * @param sentAt before this time, by this service's clock, the change was not in the log, nor was anything after it
 */
public record Appended(Incarnation incarnation, int partition, long revision, Instant sentAt) {}
