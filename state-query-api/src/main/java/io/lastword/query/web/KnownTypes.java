package io.lastword.query.web;

import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;

/** Refuses requests about types that are not configured. */
final class KnownTypes {

    private KnownTypes() {}

    static EntityType require(EntityTypes types, String name) {
        return types.find(name)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_TYPE,
                        "there is no entity type '" + name + "'; known types: " + types.names()));
    }
}
