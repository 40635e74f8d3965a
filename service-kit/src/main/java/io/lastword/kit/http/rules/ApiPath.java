package io.lastword.kit.http.rules;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One path of the API description, {@code /v1/entities/{type}/{id}} for example. Only a last segment that is a name given
 * by somebody else may be percent-encoded: what the service has named itself has one spelling.
 */
final class ApiPath {

    private final String template;
    private final String[] segments;
    private final Map<String, ApiOperation> operations;
    private final String allowed;
    private final boolean ofAType;

    ApiPath(String template, Map<String, ApiOperation> operations) {
        this.template = template;
        this.segments = template.substring(1).split("/", -1);
        this.operations = Map.copyOf(operations);
        this.ofAType = template.contains("{type}");
        this.allowed = Stream.concat(
                        new TreeMap<>(operations).keySet().stream(),
                        operations.containsKey("GET") ? Stream.of("HEAD", "OPTIONS") : Stream.of("OPTIONS"))
                .collect(Collectors.joining(", "));
    }

    String template() {
        return template;
    }

    /** The value of {@code Allow}. */
    String allowed() {
        return allowed;
    }

    /** What the method does; HEAD does what GET does. */
    @Nullable
    ApiOperation operation(String method) {
        return operations.get(method.equals("HEAD") ? "GET" : method);
    }

    /**
     * Whether answering GET opens or reads more than HEAD is worth: a stream, a list, a scan of the log. An answer with an
     * entity tag is read from one place, and without a type there is nothing to read from.
     */
    boolean opensSomething(ApiOperation operation) {
        return ofAType && !operation.tagged();
    }

    boolean matches(String path) {
        int at = 0;
        for (int i = 0; i < segments.length; i++) {
            if (at >= path.length() || path.charAt(at) != '/') {
                return false;
            }
            int end = path.indexOf('/', at + 1);
            end = end < 0 ? path.length() : end;
            if (!matches(i, path, at + 1, end)) {
                return false;
            }
            at = end;
        }
        return at == path.length();
    }

    private boolean matches(int index, String path, int from, int to) {
        String segment = segments[index];
        if (segment.charAt(0) != '{') {
            return to - from == segment.length() && path.startsWith(segment, from);
        }
        if (from == to) {
            return false;
        }
        int percent = path.indexOf('%', from);
        return percent < 0 || percent >= to || !segment.equals("{type}");
    }
}
