package io.lastword.producer.write;

import io.lastword.model.EntityType;
import io.lastword.model.EntityTypes;
import java.util.HashMap;
import java.util.Map;

/** What each type demands of its changes. Immutable. */
public final class WriteRules {

    private final Map<String, ChangeRules> byType = new HashMap<>();

    public WriteRules(EntityTypes types) {
        types.all().forEach(type -> byType.put(type.name(), new ChangeRules(type)));
    }

    ChangeRules of(EntityType type) {
        ChangeRules rules = byType.get(type.name());
        if (rules == null) {
            throw new IllegalArgumentException("'" + type.name() + "' is not one of the configured types");
        }
        return rules;
    }
}
