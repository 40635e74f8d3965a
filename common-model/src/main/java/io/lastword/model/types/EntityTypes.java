package io.lastword.model.types;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The entity types of an installation, as configured; immutable. */
public final class EntityTypes {

    private final Map<String, EntityType> byName;

    private EntityTypes(Map<String, EntityType> byName) {
        this.byName = byName;
    }

    /**
     * Makes the types from their settings.
     *
     * @throws IllegalArgumentException if anything is wrong, naming every mistake at once
     */
    public static EntityTypes of(Map<String, TypeSettings> settings) {
        List<String> mistakes = new ArrayList<>();
        Map<String, EntityType> types = new TreeMap<>();
        Map<String, String> typeOfTopic = new HashMap<>();
        if (settings.isEmpty()) {
            mistakes.add("lastword.types names no entity type; see types.yml");
        }
        settings.forEach((name, value) -> {
            EntityType type = value.toType(name, mistakes);
            types.put(name, type);
            String other = typeOfTopic.putIfAbsent(type.topic(), name);
            if (other != null) {
                mistakes.add("lastword.types: '" + other + "' and '" + name + "' share the topic '" + type.topic()
                        + "'; each type needs its own");
            }
        });
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(
                    "The entity types are not usable:\n - " + String.join("\n - ", mistakes));
        }
        return new EntityTypes(types);
    }

    public Optional<EntityType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** By name. */
    public Collection<EntityType> all() {
        return List.copyOf(byName.values());
    }

    /** For messages: the known names, comma-separated. */
    public String names() {
        return String.join(", ", byName.keySet());
    }
}
