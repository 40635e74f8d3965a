package io.lastword.docs;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ValueTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads settings from the records that Spring Boot binds them to: names and defaults from components, meaning from Javadoc. */
final class SettingsReader {

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("Duration", "duration"),
            Map.entry("DataSize", "size"),
            Map.entry("int", "number"),
            Map.entry("long", "number"),
            Map.entry("Integer", "number"),
            Map.entry("Long", "number"),
            Map.entry("boolean", "true or false"),
            Map.entry("Boolean", "true or false"),
            Map.entry("String", "text"),
            Map.entry("URI", "URL"),
            Map.entry("Set<String>", "names"),
            Map.entry("List<String>", "names"));

    private static final Pattern MAP = Pattern.compile("Map<String, (\\w+)>");
    private static final Pattern DEFAULT = Pattern.compile("(?s)(.*?)(?:[,;] |\\b)defaults? (?:is )?([^;]+)$");

    private final Sources sources;

    SettingsReader(Sources sources) {
        this.sources = sources;
    }

    /** The settings of all records that are bound, by prefix. */
    Map<String, List<Setting>> bound() {
        Map<String, List<Setting>> settings = new TreeMap<>();
        sources.all().filter(Sources.Type::isRecord).forEach(type -> {
            AnnotationTree annotation =
                    annotation(type.tree().getModifiers().getAnnotations(), "ConfigurationProperties");
            if (annotation != null) {
                String prefix = text(argument(annotation, "prefix"), type);
                settings.computeIfAbsent(prefix, p -> new ArrayList<>()).addAll(of(prefix, type));
            }
        });
        return settings;
    }

    /** The settings of a record under a prefix. */
    List<Setting> of(String prefix, String type) {
        return of(
                prefix,
                sources.all()
                        .filter(each -> each.name().endsWith("." + type))
                        .findFirst()
                        .orElseThrow());
    }

    private List<Setting> of(String prefix, Sources.Type type) {
        List<Setting> settings = new ArrayList<>();
        for (VariableTree component : type.components()) {
            String name = prefix + "." + kebab(component.getName().toString());
            String written = component.getType().toString().replaceAll("@Nullable\\(?\\)? ?", "");
            Matcher map = MAP.matcher(written);
            Sources.Type nested = sources.find(map.matches() ? map.group(1) : written, type);
            if (nested != null && nested.isRecord()) {
                settings.addAll(of(map.matches() ? name + ".<name>" : name, nested));
            } else {
                settings.add(setting(map.matches() ? name + ".<name>" : name, component, nested, type));
            }
        }
        return settings;
    }

    private Setting setting(String name, VariableTree component, Sources.@Nullable Type nested, Sources.Type owner) {
        String meaning = meaning(component.getName().toString(), owner);
        String byDefault = "";
        AnnotationTree given = annotation(component.getModifiers().getAnnotations(), "DefaultValue");
        Matcher told = DEFAULT.matcher(meaning);
        if (given != null && !given.getArguments().isEmpty()) {
            byDefault = text(argument(given, "value"), owner);
        } else if (told.matches()) {
            byDefault = told.group(2).replace("`", "");
            meaning = told.group(1).strip();
        }
        return new Setting(name, typeOf(component, nested), byDefault, meaning);
    }

    private static String typeOf(VariableTree component, Sources.@Nullable Type nested) {
        if (nested != null && nested.tree().getKind() == Tree.Kind.ENUM) {
            return nested.tree().getMembers().stream()
                    .filter(VariableTree.class::isInstance)
                    .map(VariableTree.class::cast)
                    .filter(constant -> constant.getType()
                            .toString()
                            .equals(nested.tree().getSimpleName().toString()))
                    .map(constant -> "`" + constant.getName().toString().toLowerCase(Locale.ROOT) + "`")
                    .collect(Collectors.joining(", "));
        }
        String written = component.getType().toString().replaceAll("@\\w+(\\(\\))? ?", "");
        String type = TYPES.get(written);
        if (type == null) {
            throw new IllegalStateException("say in SettingsReader what a setting of type " + written + " is");
        }
        return type;
    }

    private String meaning(String component, Sources.Type owner) {
        if (owner.doc() != null) {
            for (DocTree tag : owner.doc().getBlockTags()) {
                if (tag instanceof ParamTree param && param.getName().toString().equals(component)) {
                    return param.getDescription().stream()
                            .map(part -> markdown(part, owner))
                            .collect(Collectors.joining())
                            .replaceAll("\\s+", " ")
                            .replace("|", "\\|");
                }
            }
        }
        throw new IllegalStateException(owner.name() + " does not say what " + component + " is");
    }

    private String markdown(DocTree part, Sources.Type owner) {
        if (part instanceof com.sun.source.doctree.LiteralTree literal) {
            return "`" + literal.getBody().toString().strip() + "`";
        }
        if (part instanceof ValueTree value) {
            return sources.constant(String.valueOf(value.getReference()), owner);
        }
        if (part instanceof LinkTree link) {
            return "`" + link.getReference() + "`";
        }
        return part.toString();
    }

    private String text(ExpressionTree value, Sources.Type user) {
        String written = value.toString();
        return written.startsWith("\"") ? written.substring(1, written.length() - 1) : sources.constant(written, user);
    }

    private static ExpressionTree argument(AnnotationTree annotation, String name) {
        for (ExpressionTree each : annotation.getArguments()) {
            if (each instanceof AssignmentTree assignment) {
                String assigned = assignment.getVariable().toString();
                if (assigned.equals(name) || assigned.equals("value")) {
                    return assignment.getExpression();
                }
            } else {
                return each;
            }
        }
        throw new IllegalStateException(annotation + " has no " + name);
    }

    private static @Nullable AnnotationTree annotation(List<? extends AnnotationTree> annotations, String name) {
        return annotations.stream()
                .filter(each -> each.getAnnotationType().toString().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
