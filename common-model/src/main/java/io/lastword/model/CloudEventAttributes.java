package io.lastword.model;

import java.time.Instant;

/**
 * The CloudEvents attributes that a written record carries beside its event name (CloudEvents 1.0, Kafka binary mode).
 *
 * @param id unique per source; the same on every copy that a retry makes
 * @param source a URI reference that names the writer
 * @param time when the change happened, by the writer's clock
 */
public record CloudEventAttributes(String id, String source, Instant time) {}
