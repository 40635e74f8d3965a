package io.lastword.producer.schema;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The types of value that a schema allows, as far as its own {@code type}, {@code enum} and {@code const} say. Pure. */
final class Types {

    private static final String FRACTION = "number";
    private static final Set<String> ALL = Set.of("null", "boolean", "object", "array", "string", "integer", FRACTION);

    private Types() {}

    /** Names of types; {@code number} stands for the numbers that are not whole, which are {@code integer}. */
    static Set<String> of(JsonNode schema) {
        Set<String> types = new HashSet<>();
        JsonNode type = schema.path("type");
        if (type.isMissingNode()) {
            schema.path("enum").forEach(value -> types.add(typeOf(value)));
            if (schema.has("const")) {
                types.add(typeOf(schema.path("const")));
            }
            return types.isEmpty() ? ALL : types;
        }
        add(type.asString(""), types);
        type.forEach(each -> add(each.asString(""), types));
        return types;
    }

    private static void add(String type, Set<String> types) {
        if (!type.isEmpty()) {
            types.add(type);
        }
        if (type.equals(FRACTION)) {
            types.add("integer");
        }
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> "null";
            case BOOLEAN -> "boolean";
            case OBJECT -> "object";
            case ARRAY -> "array";
            case NUMBER -> value.isIntegralNumber() || isWhole(value) ? "integer" : FRACTION;
            case STRING, BINARY, POJO, MISSING -> "string";
        };
    }

    private static boolean isWhole(JsonNode number) {
        return number.decimalValue().stripTrailingZeros().scale() <= 0;
    }
}
