package io.lastword.test;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An API description, by what it says of operations, parameters, responses and schemas. */
final class DescribedApi {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Set<String> VERBS = Set.of("get", "put", "post", "delete", "patch");
    private static final String CAUSE = "urn:lastword:problem:";
    private static final String RESPONSES = "#/components/responses/";

    private final JsonNode document;
    private final JsonNode closed;
    private final Map<JsonNode, Schema> compiled = new HashMap<>();

    DescribedApi(JsonNode document) {
        this.document = document;
        closed = document.get("components").deepCopy();
        Set<String> bases = new HashSet<>();
        document.findValues("allOf").forEach(all -> all.forEach(each -> bases.add(name(each))));
        closed.get("schemas").forEachEntry((name, schema) -> {
            if (!bases.contains(name)) {
                close(schema);
            }
        });
    }

    JsonNode document() {
        return document;
    }

    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.get("paths")
                .forEachEntry((path, item) -> item.propertyNames().stream()
                        .filter(VERBS::contains)
                        .forEach(verb -> operations.add(verb + " " + path)));
        return operations;
    }

    JsonNode operation(String operation) {
        String[] verbAndPath = operation.split(" ");
        JsonNode found = document.path("paths").path(verbAndPath[1]).path(verbAndPath[0]);
        if (!found.isObject()) {
            throw new AssertionError(operation + " is not described");
        }
        return found;
    }

    /** @param in {@code query}, {@code header} or {@code path} */
    Set<String> parameters(String operation, String in) {
        Set<String> names = new TreeSet<>();
        for (JsonNode each : operation(operation).path("parameters")) {
            JsonNode parameter = resolved(each);
            if (parameter.get("in").stringValue().equals(in)) {
                names.add(parameter.get("name").stringValue());
            }
        }
        return names;
    }

    /** A response that operations share. */
    JsonNode response(String name) {
        return document.path("components").path("responses").path(name);
    }

    /** What an answer is called: by the shared response, if there is one. */
    String nameOf(String operation, String status, JsonNode described) {
        String reference = described.path("$ref").asString("");
        return reference.startsWith(RESPONSES) ? reference.substring(RESPONSES.length()) : operation + " " + status;
    }

    JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : resolved(document.at(reference.substring(1)));
    }

    /** All that can be seen in requests and answers. */
    Set<String> everything() {
        Set<String> all = new TreeSet<>();
        for (String operation : operations()) {
            parameters(operation, "query").forEach(name -> all.add(operation + " ?" + name));
            parameters(operation, "header").forEach(name -> all.add(operation + " " + name));
            operation(operation).get("responses").forEachEntry((status, described) -> {
                String name = nameOf(operation, status, described);
                if (!status.equals("default")) {
                    all.add(operation + " " + status);
                }
                JsonNode response = resolved(described);
                response.path("headers").propertyNames().forEach(header -> all.add(name + ": " + header));
                response.path("content").forEachEntry((type, content) -> {
                    all.add(name + ": " + type);
                    causes(content.path("schema"), all, name + ": ");
                });
            });
        }
        return all;
    }

    private void causes(JsonNode schema, Set<String> to, String prefix) {
        JsonNode found = resolved(schema);
        found.path("oneOf").forEach(each -> causes(each, to, prefix));
        String type = found.path("properties").path("type").path("const").asString("");
        if (type.startsWith(CAUSE)) {
            to.add(prefix + cause(type));
        }
    }

    static String cause(String type) {
        return type.startsWith(CAUSE) ? type.substring(CAUSE.length()) : "about:blank";
    }

    /** What is wrong with a value, members that no schema describes included. */
    List<Error> errors(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value);
    }

    private Schema compile(JsonNode schema) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        close(whole);
        whole.set("components", closed);
        return SCHEMAS.getSchema(whole);
    }

    /** Clients are told to ignore what they do not know; here it is an error. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            boolean open = !object.has("additionalProperties") && !object.has("unevaluatedProperties");
            object.forEach(DescribedApi::close);
            if (open && object.path("properties").isObject()) {
                object.put("unevaluatedProperties", false);
            }
        } else {
            schema.forEach(DescribedApi::close);
        }
    }

    private static String name(JsonNode reference) {
        String text = reference.path("$ref").asString("");
        return text.substring(text.lastIndexOf('/') + 1);
    }
}
