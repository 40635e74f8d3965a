package io.lastword.consumer.web;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import org.jspecify.annotations.Nullable;

/** Reads what every request about a type says. */
final class TypeRequest {

    private TypeRequest() {}

    static EntityType type(EntityTypes types, String name) {
        return KnownTypes.require(types, name);
    }

    static int inRange(String type, int partition, int partitions) {
        if (partition < 0 || partition >= partitions) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "partition='" + partition + "': '" + type + "' has the partitions 0 to " + (partitions - 1));
        }
        return partition;
    }

    /** Whether a parameter says {@code true}; without it, it does not. */
    static boolean flag(String name, @Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw new ProblemException(ProblemType.INVALID_PARAMETER, name + "='" + text + "' is neither true nor false");
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
