package io.lastword.consumer.admin;

import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import org.jspecify.annotations.Nullable;

/** Reads what every request about a type says. */
final class TypeRequest {

    private TypeRequest() {}

    static EntityType type(EntityTypes types, String name) {
        return types.find(name)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_TYPE,
                        "there is no entity type '" + name + "'; known types: " + types.names()));
    }

    /** The partition that is asked for, or null for all. */
    static @Nullable Integer partition(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "partition='" + text + "' is not a partition's number; leave it out for all of them");
        }
    }
}
