package io.lastword.kit.http.rules;

import io.lastword.kit.description.ApiDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/** What a service's {@code openapi.yaml} says of its paths: the one source of what a request may be like. */
public final class ApiDescription {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final List<ApiPath> paths;

    private ApiDescription(List<ApiPath> paths) {
        this.paths = List.copyOf(paths);
    }

    /** @throws java.io.UncheckedIOException if there is no such file */
    public static ApiDescription read(Resource file) {
        return new Reader(ApiDocument.read(file)).read();
    }

    /** The path that a request is for, as it was sent, or null if there is none. */
    @Nullable
    ApiPath find(String path) {
        for (ApiPath candidate : paths) {
            if (candidate.matches(path)) {
                return candidate;
            }
        }
        return null;
    }

    List<String> templates() {
        return paths.stream().map(ApiPath::template).toList();
    }

    @SuppressWarnings("unchecked") // A YAML document whose keys are names.
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private record Reader(Map<String, Object> document) {

        ApiDescription read() {
            List<ApiPath> paths = new ArrayList<>();
            map(document.get("paths")).forEach((template, item) -> paths.add(path(template, map(item))));
            return new ApiDescription(paths);
        }

        private ApiPath path(String template, Map<String, Object> item) {
            Map<String, ApiOperation> operations = new HashMap<>();
            item.forEach((method, operation) -> {
                if (METHODS.contains(method)) {
                    operations.put(method.toUpperCase(Locale.ROOT), operation(item, map(operation)));
                }
            });
            return new ApiPath(template, operations);
        }

        private ApiOperation operation(Map<String, Object> item, Map<String, Object> operation) {
            Map<String, Boolean> parameters = new LinkedHashMap<>();
            readParameters(item, parameters);
            readParameters(operation, parameters);
            Map<String, Object> body = resolve(operation.get("requestBody"));
            Map<String, Object> answer = answer(map(operation.get("responses")));
            Map<String, Object> contents = map(answer.get("content"));
            return new ApiOperation(
                    parameters,
                    map(body.get("content")).keySet(),
                    Boolean.TRUE.equals(body.get("required")),
                    contents.containsKey("text/event-stream"),
                    // What may be a stream is opened when it is asked for, whatever else it may be.
                    map(answer.get("headers")).containsKey("ETag") && !contents.containsKey("application/x-ndjson"),
                    List.copyOf(contents.keySet()));
        }

        private void readParameters(Map<String, Object> from, Map<String, Boolean> to) {
            for (Object each : list(from.get("parameters"))) {
                Map<String, Object> parameter = resolve(each);
                if ("query".equals(parameter.get("in"))) {
                    Object type = resolve(parameter.get("schema")).get("type");
                    to.put(String.valueOf(parameter.get("name")), "array".equals(type));
                }
            }
        }

        /** That of success. */
        private Map<String, Object> answer(Map<String, Object> responses) {
            for (Map.Entry<?, Object> response : responses.entrySet()) {
                if (String.valueOf(response.getKey()).startsWith("2")) {
                    return resolve(response.getValue());
                }
            }
            return Map.of();
        }

        private Map<String, Object> resolve(@Nullable Object value) {
            Map<String, Object> found = map(value);
            while (found.get("$ref") instanceof String reference && reference.startsWith("#/")) {
                Object at = document;
                for (String step : reference.substring(2).split("/", -1)) {
                    at = map(at).get(step.replace("~1", "/").replace("~0", "~"));
                }
                found = map(at);
            }
            return found;
        }
    }
}
