package io.lastword.producer.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/**
 * Compares a schema with an earlier one, keyword by keyword, and names what the later one may refuse that the earlier one
 * allowed. Where that cannot be seen, the change counts as one that may. A property that the earlier schema left to
 * {@code additionalProperties} without a rule may be described. For one comparison.
 */
final class SchemaComparison {

    private static final JsonNode ANYTHING = BooleanNode.TRUE;

    /** Keywords that are alike only if they are equal: what they allow does not grow with what they are made of. */
    private static final List<String> OPAQUE = List.of(
            "oneOf",
            "not",
            "if",
            "then",
            "else",
            "contains",
            "dependentSchemas",
            "unevaluatedProperties",
            "unevaluatedItems",
            "$ref",
            "$dynamicRef",
            "pattern");

    /** Those of them that refuse something even if anything satisfies them. */
    private static final Set<String> NEVER_OPEN = Set.of("not", "if", "contains");

    private final JsonNode earlierRoot;
    private final JsonNode laterRoot;
    private final List<String> narrowings = new ArrayList<>();
    private final Set<List<Object>> compared = new HashSet<>();

    private SchemaComparison(JsonNode earlierRoot, JsonNode laterRoot) {
        this.earlierRoot = earlierRoot;
        this.laterRoot = laterRoot;
    }

    static List<String> findNarrowings(JsonNode earlier, JsonNode later) {
        SchemaComparison comparison = new SchemaComparison(earlier, later);
        comparison.compare(earlier, later, Applied.of(earlier, List.of(earlier)), "");
        return comparison.narrowings;
    }

    /** @param applied what the earlier document applies to the same value, the earlier schema among it */
    private void compare(JsonNode earlierRef, JsonNode laterRef, Applied applied, String at) {
        JsonNode earlier = SchemaRefs.resolve(earlierRoot, earlierRef);
        JsonNode later = SchemaRefs.resolve(laterRoot, laterRef);
        if (earlier.isBoolean() && !earlier.booleanValue() || isAnything(later)) {
            return;
        }
        if (later.isBoolean()) {
            narrowed(at, "nothing is allowed there any more");
            return;
        }
        if (laterRef.has("$ref") && !compared.add(List.of(earlierRef, laterRef, applied.schemas()))) {
            return;
        }
        types(earlier, later, at);
        values(earlier, later, at);
        Bounds.findNarrowings(earlier, later).forEach(bound -> narrowed(at, bound));
        required(earlier, later, at);
        properties(earlier, later, applied, at);
        items(earlier, later, applied, at);
        branches(earlier, later, applied, at);
        opaque(earlier, later, at);
    }

    private void types(JsonNode earlier, JsonNode later, String at) {
        if (!later.has("type")) {
            return;
        }
        Set<String> allowed = Types.of(later);
        Set<String> lost = new TreeSet<>(Types.of(earlier));
        lost.removeAll(allowed);
        if (!lost.isEmpty()) {
            narrowed(at, "the type " + String.join(", ", lost) + " is not allowed any more");
        }
    }

    private void values(JsonNode earlier, JsonNode later, String at) {
        List<Set<JsonNode>> before = constants(earlier);
        if (!constants(later).stream().allMatch(now -> before.stream().anyMatch(now::containsAll))) {
            narrowed(at, "enum or const allows fewer values");
        }
    }

    private void required(JsonNode earlier, JsonNode later, String at) {
        List<JsonNode> before = elements(earlier.path("required"));
        for (JsonNode name : elements(later.path("required"))) {
            if (!before.contains(name)) {
                narrowed(at, "the property '" + name.asString() + "' is newly required");
            }
        }
        later.path("dependentRequired").properties().forEach(dependency -> {
            List<JsonNode> always = elements(earlier.path("dependentRequired").path(dependency.getKey()));
            for (JsonNode name : elements(dependency.getValue())) {
                if (!always.contains(name) && !before.contains(name)) {
                    narrowed(
                            at,
                            "the property '" + name.asString() + "' is newly required with '" + dependency.getKey()
                                    + "'");
                }
            }
        });
    }

    private void properties(JsonNode earlier, JsonNode later, Applied applied, String at) {
        JsonNode othersBefore = earlier.path("additionalProperties");
        JsonNode othersNow = later.path("additionalProperties");
        Set<String> names = new TreeSet<>(earlier.path("properties").propertyNames());
        names.addAll(later.path("properties").propertyNames());
        for (String name : names) {
            JsonNode before = property(earlier, name);
            JsonNode now = later.path("properties").path(name);
            Applied appliedToIt = applied.property(name);
            if (!before.isMissingNode() || !appliedToIt.isOpen()) {
                compare(
                        before.isMissingNode() ? orAnything(othersBefore) : before,
                        now.isMissingNode() ? orAnything(othersNow) : now,
                        appliedToIt,
                        at + "/properties/" + escaped(name));
            }
        }
        later.path("patternProperties")
                .properties()
                .forEach(pattern -> compare(
                        orAnything(earlier.path("patternProperties").path(pattern.getKey())),
                        pattern.getValue(),
                        applied.properties(pattern.getKey()),
                        at + "/patternProperties/" + escaped(pattern.getKey())));
        earlier.path("patternProperties").properties().forEach(pattern -> {
            if (!later.path("patternProperties").has(pattern.getKey())) {
                compare(
                        pattern.getValue(),
                        orAnything(othersNow),
                        applied.properties(pattern.getKey()),
                        at + "/patternProperties/" + escaped(pattern.getKey()));
            }
        });
        compare(
                orAnything(othersBefore),
                orAnything(othersNow),
                applied.propertiesBut(names),
                at + "/additionalProperties");
        compare(
                orAnything(earlier.path("propertyNames")),
                orAnything(later.path("propertyNames")),
                Applied.of(earlierRoot, List.of()),
                at + "/propertyNames");
    }

    /** What an earlier schema says of a property by name, or by the first pattern that fits; missing if nothing. */
    private static JsonNode property(JsonNode schema, String name) {
        JsonNode byName = schema.path("properties").path(name);
        if (!byName.isMissingNode()) {
            return byName;
        }
        return schema.path("patternProperties").properties().stream()
                .filter(pattern ->
                        Pattern.compile(pattern.getKey()).matcher(name).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(byName);
    }

    private void items(JsonNode earlier, JsonNode later, Applied applied, String at) {
        JsonNode first = earlier.path("prefixItems");
        JsonNode firstNow = later.path("prefixItems");
        int firsts = Math.max(first.size(), firstNow.size());
        for (int i = 0; i < firsts; i++) {
            compare(
                    i < first.size() ? first.path(i) : orAnything(earlier.path("items")),
                    i < firstNow.size() ? firstNow.path(i) : orAnything(later.path("items")),
                    applied.items(i, i + 1),
                    at + "/prefixItems/" + i);
        }
        compare(
                orAnything(earlier.path("items")),
                orAnything(later.path("items")),
                applied.items(firsts, Integer.MAX_VALUE),
                at + "/items");
    }

    private void branches(JsonNode earlier, JsonNode later, Applied applied, String at) {
        JsonNode all = earlier.path("allOf");
        JsonNode allNow = later.path("allOf");
        for (int i = 0; i < allNow.size(); i++) {
            compare(i < all.size() ? all.path(i) : earlier, allNow.path(i), applied, at + "/allOf/" + i);
        }
        JsonNode any = earlier.path("anyOf");
        JsonNode anyNow = later.path("anyOf");
        if (anyNow.isArray() && (!any.isArray() || any.size() > anyNow.size())) {
            narrowed(at, "anyOf has fewer alternatives than before");
        } else if (anyNow.isArray()) {
            for (int i = 0; i < any.size(); i++) {
                compare(any.path(i), anyNow.path(i), applied, at + "/anyOf/" + i);
            }
        }
    }

    private void opaque(JsonNode earlier, JsonNode later, String at) {
        for (String keyword : OPAQUE) {
            JsonNode now = later.path(keyword);
            boolean same = now.equals(earlier.path(keyword))
                    && (!now.toString().contains("\"$") && !keyword.startsWith("$") && !keyword.startsWith("unev")
                            || earlierRoot.equals(laterRoot));
            boolean open = now.isMissingNode() || isAnything(now) && !NEVER_OPEN.contains(keyword);
            if (!open && !same) {
                narrowed(at, keyword + " has changed, and nobody can tell what that refuses");
            }
        }
    }

    private void narrowed(String at, String what) {
        narrowings.add((at.isEmpty() ? "the whole state" : at) + ": " + what);
    }

    private static boolean isAnything(JsonNode schema) {
        return schema.isBoolean() && schema.booleanValue() || schema.isObject() && schema.isEmpty();
    }

    private static JsonNode orAnything(JsonNode schema) {
        return schema.isMissingNode() ? ANYTHING : schema;
    }

    /** The values of {@code enum} and those of {@code const}, as far as they are there: a state is among each of them. */
    private static List<Set<JsonNode>> constants(JsonNode schema) {
        List<Set<JsonNode>> rules = new ArrayList<>();
        if (schema.has("enum")) {
            rules.add(new HashSet<>(elements(schema.path("enum"))));
        }
        if (schema.has("const")) {
            rules.add(Set.of(schema.path("const")));
        }
        return rules;
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
