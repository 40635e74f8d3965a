package io.lastword.kit.types;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The keys of a YAML file as they are written, before YAML makes truth values and numbers of them. */
final class YamlKeys {

    private final List<Key> keys = new ArrayList<>();

    private YamlKeys() {}

    /**
     * One key, or one part of a key with dots.
     *
     * @param path the keys around it, the outermost first, and itself
     * @param line counted from 1
     * @param isOther whether YAML takes it for something else than this text
     * @param isBracketed whether the binder leaves it as it is
     * @param isValueOther whether YAML takes its value for something else than a text
     */
    record Key(List<String> path, int line, boolean isOther, boolean isBracketed, boolean isValueOther) {

        String name() {
            return path.get(path.size() - 1);
        }
    }

    /** Reads the keys of all documents that are always in force. */
    static List<Key> read(String yaml) {
        YamlKeys found = new YamlKeys();
        for (Node document : new Yaml(new LoaderOptions()).composeAll(new java.io.StringReader(yaml))) {
            YamlKeys ofDocument = new YamlKeys();
            ofDocument.visit(document, List.of());
            boolean isConditional = ofDocument.keys.stream()
                    .anyMatch(key -> String.join(".", key.path()).startsWith("spring.config.activate"));
            if (!isConditional) {
                found.keys.addAll(ofDocument.keys);
            }
        }
        return found.keys;
    }

    private void visit(Node node, List<String> path) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(element -> visit(element, path));
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> visit(tuple, path));
        }
    }

    private void visit(NodeTuple tuple, List<String> path) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            return;
        }
        if (key.getTag().equals(Tag.MERGE)) {
            visit(tuple.getValueNode(), path);
            return;
        }
        boolean isOther = isOther(key);
        boolean isValueOther = tuple.getValueNode() instanceof ScalarNode value && isOther(value);
        List<String> inner = path;
        for (String part : key.getValue().split("\\.(?![^\\[]*])", -1)) {
            boolean isBracketed = part.startsWith("[") && part.endsWith("]");
            inner = new ArrayList<>(inner);
            inner.add(isBracketed ? part.substring(1, part.length() - 1) : part);
            keys.add(new Key(List.copyOf(inner), key.getStartMark().getLine() + 1, isOther, isBracketed, isValueOther));
        }
        visit(tuple.getValueNode(), inner);
    }

    /** A plain word is what YAML makes of it; a number of digits alone stays what it was. */
    private static boolean isOther(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        boolean isNumber = tag.equals(Tag.INT) && scalar.getValue().matches("0|-?[1-9][0-9]*");
        return !isNumber
                && (tag.equals(Tag.BOOL) || tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) || tag.equals(Tag.NULL))
                && !scalar.getValue().equals("true")
                && !scalar.getValue().equals("false")
                && !scalar.getValue().isEmpty();
    }
}
