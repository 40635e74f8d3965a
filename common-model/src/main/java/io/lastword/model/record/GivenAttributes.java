package io.lastword.model.record;

import io.lastword.model.types.EntityType;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The CloudEvents attributes of a change as far as its writer gave them, already validated.
 *
 * @param id null for one that is made up
 * @param source null for one that names the type
 * @param time null for the time of sending
 * @param others optional and extension attributes by name
 */
public record GivenAttributes(
        @Nullable String id,
        @Nullable String source,
        @Nullable Instant time,
        Map<String, String> others) {

    /** The writer said nothing. */
    public static final GivenAttributes NONE = new GivenAttributes(null, null, null, Map.of());

    public GivenAttributes {
        others = Map.copyOf(others);
    }

    /** Fills in what is missing. */
    public CloudEventAttributes complete(EntityType type, Instant sentAt) {
        return new CloudEventAttributes(
                id == null ? UUID.randomUUID().toString() : id,
                source == null ? "/v1/entities/" + type.name() : source,
                time == null ? sentAt : time,
                others);
    }
}
