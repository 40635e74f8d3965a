package io.lastword.producer.write;

import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;

/** Finds the entity type that a request names. */
final class KnownTypes {

    private KnownTypes() {}

    static EntityType require(EntityTypes types, String name) {
        return types.find(name)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_TYPE,
                        "there is no entity type '" + name + "'; the known ones are: " + types.names()));
    }
}
