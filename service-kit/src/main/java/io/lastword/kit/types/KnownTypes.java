package io.lastword.kit.types;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;

/** Finds the entity type that a request names. */
public final class KnownTypes {

    private KnownTypes() {}

    /** @throws ProblemException with the known ones, if no type is called so */
    public static EntityType require(EntityTypes types, String name) {
        return types.find(name)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_TYPE,
                        "there is no entity type '" + name + "'; known types: " + types.names()));
    }
}
