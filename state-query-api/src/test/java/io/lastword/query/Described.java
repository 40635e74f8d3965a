package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds answers against the description of the API that the service gives. */
final class Described {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode description;
    private final Set<String> seen = new TreeSet<>();

    Described(String description) {
        this.description = JSON.readTree(description);
    }

    /** Every operation of the description with each status that it may be answered with, as {@code get /path 200}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        description
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(verb -> verb.getValue()
                                .get("responses")
                                .propertyNames()
                                .forEach(
                                        status -> operations.add(verb.getKey() + " " + path.getKey() + " " + status))));
        return operations;
    }

    /** The operations and statuses that answers were held against, as {@code get /path 200}. */
    Set<String> seen() {
        return seen;
    }

    /** Fails unless the status, the content type, the headers and the body are as described. */
    void hold(String operation, HttpResponse<String> answer) {
        hold(operation, answer, answer.body());
    }

    /**
     * Like {@link #hold(String, HttpResponse)}.
     *
     * @param body as much of it as has arrived
     */
    void hold(String operation, HttpResponse<?> answer, String body) {
        String[] verbAndPath = operation.split(" ");
        String what = operation + " " + answer.statusCode();
        JsonNode response = description
                .get("paths")
                .get(verbAndPath[1])
                .get(verbAndPath[0])
                .get("responses")
                .get(Integer.toString(answer.statusCode()));
        assertThat(response).as("%s, answered with %s", what, body).isNotNull();
        seen.add(what);
        answer.headers().map().keySet().stream()
                .filter(name -> name.startsWith("lastword-")
                        || List.of("etag", "retry-after").contains(name))
                .forEach(name ->
                        assertThat(names(response.path("headers"))).as(what).contains(name));
        if (body.isEmpty()) {
            assertThat(response.has("content")).as(what).isFalse();
            return;
        }
        MediaType type = MediaType.parseMediaType(
                answer.headers().firstValue("Content-Type").orElseThrow());
        String bare = type.getType() + "/" + type.getSubtype();
        JsonNode content = response.path("content").path(bare);
        assertThat(content.isObject()).as("%s: %s is described", what, bare).isTrue();
        if (type.getSubtype().endsWith("json") && !bare.equals(MediaType.APPLICATION_NDJSON_VALUE)) {
            assertThat(errors(content.get("schema"), JSON.readTree(body)))
                    .as("%s: %s", what, body)
                    .isEmpty();
        }
    }

    private List<Error> errors(JsonNode schema, JsonNode body) {
        ObjectNode whole = JSON.createObjectNode();
        whole.setAll((ObjectNode) schema);
        whole.set("components", description.get("components"));
        Schema compiled = SCHEMAS.getSchema(whole);
        return compiled.validate(body);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(object.propertyNames());
        return names;
    }
}
