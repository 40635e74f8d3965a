package io.lastword.producer.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The references of a schema: all of them must stay within it. Pure. */
final class SchemaRefs {

    /** Keywords whose value is data, where a name that looks like a keyword is none. */
    private static final Set<String> DATA = Set.of("enum", "const", "default", "examples");

    /** Keywords whose value has a schema for each name of the writer's choice. */
    private static final Set<String> BY_NAME =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

    /** Keywords that decide nothing about a state. */
    private static final List<String> ANNOTATIONS = List.of(
            "$schema",
            "$id",
            "$anchor",
            "$dynamicAnchor",
            "$defs",
            "$comment",
            "definitions",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "format",
            "contentMediaType",
            "contentEncoding",
            "contentSchema");

    private static final int MOST_HOPS = 100;

    private SchemaRefs() {}

    /** One line for each reference that leads out of the document or to nothing in it. */
    static List<String> findMistakes(JsonNode schema) {
        List<String> mistakes = new ArrayList<>();
        walk(schema, (at, keyword) -> {
            JsonNode value = at.path(keyword);
            if (keyword.equals("$ref") || keyword.equals("$dynamicRef")) {
                String ref = value.asString("");
                if (!ref.startsWith("#")) {
                    mistakes.add("refers to '" + ref + "', and only references within the schema (#...) are followed");
                } else if (target(schema, ref) == null) {
                    mistakes.add("refers to '" + ref + "', which it does not have");
                }
            } else if (keyword.equals("$id") && !value.equals(schema.path("$id"))) {
                mistakes.add(
                        "has an $id below its root, '" + value.asString("") + "', which would be another document");
            }
        });
        return mistakes;
    }

    /**
     * A schema as it decides about a state: without annotations, and behind its reference. What stands beside a reference
     * becomes a schema that has the reference in {@code allOf}.
     */
    static JsonNode resolve(JsonNode root, JsonNode schema) {
        JsonNode at = withoutAnnotations(schema);
        for (int hops = 0; hops < MOST_HOPS && at.size() == 1 && at.has("$ref"); hops++) {
            JsonNode target = target(root, at.path("$ref").asString(""));
            if (target == null) {
                return at;
            }
            at = withoutAnnotations(target);
        }
        if (at instanceof ObjectNode object && object.size() > 1 && object.has("$ref")) {
            ObjectNode whole = object.deepCopy();
            ObjectNode reference = whole.objectNode();
            reference.set("$ref", whole.remove("$ref"));
            whole.withArray("allOf").add(reference);
            return whole;
        }
        return at;
    }

    /** What a reference leads to, by JSON Pointer or by anchor, or null. */
    private static @Nullable JsonNode target(JsonNode root, String ref) {
        if (!ref.equals("#") && !ref.startsWith("#/")) {
            return anchors(root).get(ref.substring(1));
        }
        try {
            JsonNode target = root.at(JsonPointer.compile(ref.substring(1)));
            return target.isMissingNode() ? null : target;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Map<String, JsonNode> anchors(JsonNode root) {
        Map<String, JsonNode> anchors = new HashMap<>();
        walk(root, (at, keyword) -> {
            if (keyword.equals("$anchor") || keyword.equals("$dynamicAnchor")) {
                anchors.put(at.path(keyword).asString(""), at);
            }
        });
        return anchors;
    }

    private static JsonNode withoutAnnotations(JsonNode schema) {
        return schema instanceof ObjectNode object ? object.deepCopy().without(ANNOTATIONS) : schema;
    }

    private static void walk(JsonNode schema, BiConsumer<JsonNode, String> visitor) {
        schema.properties().forEach(member -> {
            String keyword = member.getKey();
            if (BY_NAME.contains(keyword)) {
                member.getValue().forEach(each -> walk(each, visitor));
            } else if (!DATA.contains(keyword)) {
                visitor.accept(schema, keyword);
                walk(member.getValue(), visitor);
            }
        });
        if (schema.isArray()) {
            schema.forEach(element -> walk(element, visitor));
        }
    }
}
