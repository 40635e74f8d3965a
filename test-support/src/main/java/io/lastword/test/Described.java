package io.lastword.test;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds the answers of a service against the description of its API, and the description against the answers. */
public final class Described {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> VERBS = Set.of("get", "put", "post", "delete", "patch");
    private static final Set<String> TOLD_IN_HEADERS = Set.of("etag", "retry-after", "location");

    private final JsonNode description;
    private final Set<String> seen = new TreeSet<>();

    /** @param description as JSON */
    public Described(String description) {
        this.description = JSON.readTree(description);
    }

    /** Every operation, as {@code get /path}. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        description
                .get("paths")
                .forEachEntry((path, item) -> item.propertyNames().stream()
                        .filter(VERBS::contains)
                        .forEach(verb -> operations.add(verb + " " + path)));
        return operations;
    }

    /** Every operation with each status that it may be answered with, as {@code get /path 200}. */
    public Set<String> answers() {
        Set<String> answers = new TreeSet<>();
        for (String operation : operations()) {
            operation(operation)
                    .get("responses")
                    .propertyNames()
                    .forEach(status -> answers.add(operation + " " + status));
        }
        return answers;
    }

    /** The names of an operation's query parameters. */
    public Set<String> parameters(String operation) {
        Set<String> names = new TreeSet<>();
        for (JsonNode each : operation(operation).path("parameters")) {
            JsonNode parameter = resolved(each);
            if (parameter.get("in").stringValue().equals("query")) {
                names.add(parameter.get("name").stringValue());
            }
        }
        return names;
    }

    /** The operations and statuses that answers were held against, as {@code get /path 200}. */
    public Set<String> seen() {
        return seen;
    }

    /**
     * Holds an answer against the description.
     *
     * @param operation as {@code get /path}
     * @throws AssertionError unless the status, the content type, the headers and the body are as described
     */
    public void hold(String operation, HttpResponse<String> answer) {
        hold(operation, answer, answer.body());
    }

    /**
     * Like {@link #hold(String, HttpResponse)}.
     *
     * @param body as much of it as has arrived
     */
    public void hold(String operation, HttpResponse<?> answer, String body) {
        String what = operation + " " + answer.statusCode();
        JsonNode response =
                resolved(operation(operation).path("responses").path(Integer.toString(answer.statusCode())));
        require(response.isObject(), what + " is not described; answered with " + body);
        seen.add(what);
        Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.addAll(response.path("headers").propertyNames());
        for (String name : answer.headers().map().keySet()) {
            boolean told = name.startsWith("lastword-") || TOLD_IN_HEADERS.contains(name);
            require(!told || headers.contains(name), what + " has " + name + ", which is not described");
        }
        if (body.isEmpty()) {
            require(!response.has("content"), what + " is described with a body and has none");
            return;
        }
        String type = answer.headers()
                .firstValue("Content-Type")
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        JsonNode content = response.path("content").path(type);
        require(content.isObject(), what + ": " + type + " is not described");
        if (type.endsWith("json") && !type.equals("application/x-ndjson")) {
            List<Error> errors = errors(content.get("schema"), JSON.readTree(body));
            require(errors.isEmpty(), what + ": " + errors + " in " + body);
        }
    }

    private JsonNode operation(String operation) {
        String[] verbAndPath = operation.split(" ");
        JsonNode found = description.path("paths").path(verbAndPath[1]).path(verbAndPath[0]);
        require(found.isObject(), operation + " is not described");
        return found;
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : description.at(reference.substring(1));
    }

    private List<Error> errors(JsonNode schema, JsonNode body) {
        ObjectNode whole = JSON.createObjectNode();
        whole.setAll((ObjectNode) schema);
        whole.set("components", description.get("components"));
        Schema compiled = SCHEMAS.getSchema(whole);
        return compiled.validate(body);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
