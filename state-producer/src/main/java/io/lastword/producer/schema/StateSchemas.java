package io.lastword.producer.schema;

import java.util.Map;
import java.util.Optional;

/**
 * The schemas of the types that have one.
 *
 * @param byType by the type's name
 */
public record StateSchemas(Map<String, StateSchema> byType) {

    /** No type has a schema. */
    public static final StateSchemas NONE = new StateSchemas(Map.of());

    public StateSchemas {
        byType = Map.copyOf(byType);
    }

    public Optional<StateSchema> find(String type) {
        return Optional.ofNullable(byType.get(type));
    }
}
