package io.lastword.model.record;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The CloudEvents attributes that a written record carries beside its event name (CloudEvents 1.0, Kafka binary mode).
 *
 * @param id unique per source; the same on every copy that a retry makes
 * @param source a URI reference that names the writer
 * @param time when the change happened, by the writer's clock
 * @param others optional and extension attributes by name, such as {@code subject} or {@code traceparent}
 */
public record CloudEventAttributes(String id, String source, Instant time, Map<String, String> others) {

    public CloudEventAttributes {
        others = Map.copyOf(others);
    }

    public CloudEventAttributes(String id, String source, Instant time) {
        this(id, source, time, Map.of());
    }

    /** The other attributes by name, in the order in which a record has them. */
    Map<String, String> othersByName() {
        return new TreeMap<>(others);
    }
}
