package io.lastword.producer.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * All schemas of a document that may be applied to one and the same value: what one of them leaves open another may
 * describe. Pure.
 *
 * @param root the document
 * @param schemas without annotations, and behind their references
 */
record Applied(JsonNode root, Set<JsonNode> schemas) {

    private static final List<String> IN_PLACE = List.of("not", "if", "then", "else");
    private static final List<String> IN_PLACE_EACH = List.of("allOf", "anyOf", "oneOf", "dependentSchemas");

    static Applied of(JsonNode root, List<JsonNode> schemas) {
        Set<JsonNode> applied = new LinkedHashSet<>();
        schemas.forEach(schema -> add(root, schema, applied));
        return new Applied(root, applied);
    }

    private static void add(JsonNode root, JsonNode ref, Set<JsonNode> applied) {
        JsonNode schema = SchemaRefs.resolve(root, ref);
        if (schema.isObject() && applied.add(schema)) {
            IN_PLACE.forEach(keyword -> add(root, schema.path(keyword), applied));
            IN_PLACE_EACH.forEach(keyword -> schema.path(keyword).forEach(each -> add(root, each, applied)));
        }
    }

    /** Whether no rule is among them; one that refuses everything describes nothing. */
    boolean isOpen() {
        return schemas.stream().allMatch(JsonNode::isEmpty);
    }

    /** To a property. */
    Applied property(String name) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode schema : schemas) {
            int before = found.size();
            if (schema.path("properties").has(name)) {
                found.add(schema.path("properties").path(name));
            }
            schema.path("patternProperties").properties().forEach(pattern -> {
                if (matches(pattern.getKey(), name)) {
                    found.add(pattern.getValue());
                }
            });
            if (found.size() == before) {
                addOthers(schema, found);
            }
        }
        return of(root, found);
    }

    /** To properties that match a pattern; which other patterns those match cannot be seen. */
    Applied properties(String pattern) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode schema : schemas) {
            schema.path("properties").properties().forEach(property -> {
                if (matches(pattern, property.getKey())) {
                    found.add(property.getValue());
                }
            });
            schema.path("patternProperties").forEach(found::add);
            if (!schema.path("patternProperties").has(pattern)) {
                addOthers(schema, found);
            }
        }
        return of(root, found);
    }

    /** To properties of other names. */
    Applied propertiesBut(Set<String> names) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode schema : schemas) {
            schema.path("properties").properties().forEach(property -> {
                if (!names.contains(property.getKey())) {
                    found.add(property.getValue());
                }
            });
            schema.path("patternProperties").forEach(found::add);
            addOthers(schema, found);
        }
        return of(root, found);
    }

    /** To the elements from one place on and before another. */
    Applied items(int from, int to) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode schema : schemas) {
            JsonNode first = schema.path("prefixItems");
            for (int i = from; i < Math.min(to, first.size()); i++) {
                found.add(first.path(i));
            }
            if (to > first.size()) {
                found.add(schema.path("items"));
                found.add(schema.path("unevaluatedItems"));
            }
            found.add(schema.path("contains"));
        }
        return of(root, found);
    }

    private static void addOthers(JsonNode schema, List<JsonNode> found) {
        found.add(schema.path("additionalProperties"));
        found.add(schema.path("unevaluatedProperties"));
    }

    private static boolean matches(String pattern, String name) {
        return Pattern.compile(pattern).matcher(name).find();
    }
}
