package io.lastword.adversary;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One operation as the API description of its service has it.
 *
 * @param method in capitals
 * @param path a template such as {@code /v1/entities/{type}/{id}}
 * @param parameters names of its query parameters
 * @param mediaTypes what its body may be; empty if it has none
 */
record Operation(String method, String path, List<String> parameters, List<String> mediaTypes) {

    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "head");

    Operation {
        parameters = List.copyOf(parameters);
        mediaTypes = List.copyOf(mediaTypes);
    }

    /** All operations of a served description. */
    static List<Operation> of(JsonNode description) {
        List<Operation> operations = new ArrayList<>();
        description
                .path("paths")
                .forEachEntry((path, methods) -> methods.forEachEntry((method, operation) -> {
                    if (METHODS.contains(method)) {
                        List<String> parameters = new ArrayList<>();
                        query(description, methods.path("parameters"), parameters);
                        query(description, operation.path("parameters"), parameters);
                        operations.add(new Operation(
                                method.toUpperCase(java.util.Locale.ROOT),
                                path,
                                parameters,
                                new ArrayList<>(resolved(description, operation.path("requestBody"))
                                        .path("content")
                                        .propertyNames())));
                    }
                }));
        return operations;
    }

    private static void query(JsonNode description, JsonNode parameters, List<String> names) {
        for (JsonNode each : parameters) {
            JsonNode parameter = resolved(description, each);
            if (parameter.path("in").stringValue("").equals("query")) {
                names.add(parameter.path("name").stringValue());
            }
        }
    }

    private static JsonNode resolved(JsonNode description, JsonNode node) {
        String reference = node.path("$ref").stringValue("");
        return reference.isEmpty() ? node : description.at(reference.substring(1));
    }
}
