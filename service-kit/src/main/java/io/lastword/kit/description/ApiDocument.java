package io.lastword.kit.description;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Reads the API description of a service and makes it whole: components that all services share stand once, in files on the
 * class path, and those that a description refers to are copied into it.
 */
public final class ApiDocument {

    private static final String SHARED = "openapi/";
    private static final Pattern REFERENCE = Pattern.compile("([a-z-]+\\.yaml)?#/components/(\\w+)/(\\w+)");

    private final Map<String, Map<String, Object>> shared = new HashMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private final Map<String, Object> components;

    private ApiDocument(Map<String, Object> components) {
        this.components = components;
    }

    /**
     * Reads a description.
     *
     * @throws UncheckedIOException if there is no such file
     * @throws IllegalStateException if it refers to something that does not exist
     */
    public static Map<String, Object> read(Resource file) {
        Map<String, Object> document = load(file);
        Map<String, Object> own = map(document.get("components"));
        ApiDocument whole = new ApiDocument(new LinkedHashMap<>());
        own.forEach((kind, named) -> whole.components.put(kind, new LinkedHashMap<>(map(named))));
        document.put("components", Map.of());
        Object paths = whole.resolved(document, null);
        own.forEach((kind, named) -> map(named)
                .forEach((name, component) ->
                        map(whole.components.get(kind)).put(name, whole.resolved(component, null))));
        Map<String, Object> result = map(paths);
        result.put("components", whole.components);
        return result;
    }

    /** A description as text. */
    static String yaml(Map<String, Object> document) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(options).dump(document);
    }

    /** A copy whose references are within the document. */
    private @Nullable Object resolved(@Nullable Object node, @Nullable String home) {
        if (node instanceof List<?> list) {
            return list.stream().map(each -> resolved(each, home)).toList();
        }
        if (!(node instanceof Map<?, ?>)) {
            return node;
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map(node)
                .forEach((key, value) -> copy.put(
                        key,
                        key.equals("$ref") && value instanceof String text
                                ? reference(text, home)
                                : resolved(value, home)));
        return copy;
    }

    /** @param home the shared file in which the reference stands; null if it stands in the service's own */
    private String reference(String text, @Nullable String home) {
        Matcher parts = REFERENCE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalStateException("the API description refers to '" + text + "', which is no component");
        }
        String file = parts.group(1) == null ? home : parts.group(1);
        String kind = parts.group(2);
        String name = parts.group(3);
        Map<String, Object> named = map(components.computeIfAbsent(kind, k -> new LinkedHashMap<String, Object>()));
        if (file == null) {
            require(named.get(name), text);
        } else if (!file.equals(origins.put(kind + "/" + name, file))) {
            if (named.containsKey(name)) {
                throw new IllegalStateException("the API description refers to " + text + " and has such a one itself");
            }
            Map<String, Object> source = shared.computeIfAbsent(file, f -> load(new ClassPathResource(SHARED + f)));
            Object component =
                    require(map(map(source.get("components")).get(kind)).get(name), text);
            named.put(name, Map.of());
            named.put(name, resolved(component, file));
        }
        return "#/components/" + kind + "/" + name;
    }

    private static Object require(@Nullable Object found, String reference) {
        if (found == null) {
            throw new IllegalStateException("the API description refers to " + reference + ", which does not exist");
        }
        return found;
    }

    private static Map<String, Object> load(Resource file) {
        try (InputStream in = file.getInputStream()) {
            return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(in));
        } catch (IOException e) {
            throw new UncheckedIOException("the API description " + file + " cannot be read", e);
        }
    }

    @SuppressWarnings("unchecked") // A YAML document whose keys are names.
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : new LinkedHashMap<>();
    }
}
