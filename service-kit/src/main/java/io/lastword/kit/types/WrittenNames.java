package io.lastword.kit.types;

import io.lastword.model.types.TypeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/**
 * Finds names of types, indexes and events in YAML files that are not read as they are written: YAML takes {@code on} for
 * true, and the binder makes {@code ab} of {@code a/b}.
 */
final class WrittenNames {

    private static final String PREFIX = "lastword.types.";
    private static final List<String> ROOT = List.of("lastword", "types");

    /** Settings that are texts of the user's choice. */
    private static final Set<String> TEXTS = Set.of("topic", "schema", "field", "latitude", "longitude");

    private WrittenNames() {}

    /**
     * Compares what the files say with what was read of them.
     *
     * @return a sentence for each flaw, with the line; empty if there is none
     */
    static List<String> findChanged(Environment environment, Map<String, TypeSettings> bound) {
        List<String> mistakes = new ArrayList<>();
        for (Resource file : files(environment)) {
            try {
                findChanged(String.valueOf(file.getFilename()), text(file), bound, mistakes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return mistakes;
    }

    private static void findChanged(String file, String yaml, Map<String, TypeSettings> bound, List<String> mistakes) {
        List<String> lines = yaml.lines().toList();
        for (YamlKeys.Key key : YamlKeys.read(yaml)) {
            if (key.path().size() > ROOT.size()
                    && key.path().subList(0, ROOT.size()).equals(ROOT)) {
                String flaw =
                        flaw(key, key.path().subList(ROOT.size(), key.path().size()), bound);
                if (flaw != null) {
                    mistakes.add(file + ", line " + key.line() + ", '"
                            + lines.get(key.line() - 1).strip() + "': " + flaw);
                }
            }
        }
    }

    /** @param path the type's name and what is below it */
    private static @Nullable String flaw(YamlKeys.Key key, List<String> path, Map<String, TypeSettings> bound) {
        Set<String> read = namesRead(path, bound);
        if (read == null) {
            return key.isValueOther() && TEXTS.contains(key.name())
                    ? "YAML takes the value for a truth value or a number; write it in quotes"
                    : null;
        }
        if (key.isOther()) {
            return "YAML takes " + key.name() + " for a truth value or a number; write the name in quotes: \""
                    + key.name() + "\"";
        }
        return key.isBracketed() || read.contains(key.name())
                ? null
                : "the name " + key.name() + " is not read as it is written; write it in brackets and quotes: \"["
                        + key.name() + "]\"";
    }

    /** The names that were read where the path ends with one that the user chose; null where it does not. */
    private static @Nullable Set<String> namesRead(List<String> path, Map<String, TypeSettings> bound) {
        if (path.size() == 1) {
            return bound.keySet();
        }
        TypeSettings type = bound.get(path.get(0));
        if (path.size() != 3 || type == null) {
            return null;
        }
        return switch (path.get(1).toLowerCase(Locale.ROOT)) {
            case "indexes" -> type.indexes() == null ? Set.of() : type.indexes().keySet();
            case "events" -> type.events() == null ? Set.of() : type.events().keySet();
            default -> null;
        };
    }

    private static Set<Resource> files(Environment environment) {
        Set<Resource> files = new LinkedHashSet<>();
        if (environment instanceof ConfigurableEnvironment configurable) {
            for (PropertySource<?> source : configurable.getPropertySources()) {
                if (source instanceof EnumerablePropertySource<?> enumerable) {
                    for (String name : enumerable.getPropertyNames()) {
                        if (name.startsWith(PREFIX)
                                && OriginLookup.getOrigin(source, name) instanceof TextResourceOrigin origin
                                && isYaml(origin.getResource())) {
                            files.add(origin.getResource());
                        }
                    }
                }
            }
        }
        return files;
    }

    private static boolean isYaml(@Nullable Resource file) {
        String name = file == null ? null : file.getFilename();
        return name != null && (name.endsWith(".yml") || name.endsWith(".yaml"));
    }

    private static String text(Resource file) throws IOException {
        return file.getContentAsString(StandardCharsets.UTF_8);
    }
}
