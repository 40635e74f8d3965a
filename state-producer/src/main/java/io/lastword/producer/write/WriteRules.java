package io.lastword.producer.write;

import io.lastword.kit.types.KnownTypes;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.producer.schema.StateSchemas;
import java.util.HashMap;
import java.util.Map;

/** What each type demands of its changes. Immutable. */
public final class WriteRules {

    private final EntityTypes types;
    private final StateSchemas schemas;
    private final Map<String, ChangeRules> byType = new HashMap<>();

    public WriteRules(EntityTypes types, StateSchemas schemas, WriteLimits limits) {
        this.types = types;
        this.schemas = schemas;
        types.all()
                .forEach(type -> byType.put(
                        type.name(), new ChangeRules(type, schemas.byType().get(type.name()), limits)));
    }

    /**
     * The schema of a type, byte for byte.
     *
     * @throws ProblemException if there is no such type, or it has none
     */
    public byte[] schema(String typeName) {
        EntityType type = KnownTypes.require(types, typeName);
        return schemas.find(type.name())
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NO_SCHEMA,
                        "the type '" + type.name() + "' has no schema: any JSON object within its limits is a state"))
                .source();
    }

    public ChangeRules of(EntityType type) {
        ChangeRules rules = byType.get(type.name());
        if (rules == null) {
            throw new IllegalArgumentException("'" + type.name() + "' is not one of the configured types");
        }
        return rules;
    }
}
