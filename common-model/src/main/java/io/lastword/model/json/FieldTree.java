package io.lastword.model.json;

import io.lastword.model.index.IndexDefinition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The ways to the values of declared indexes: a node is a step on them, named by a member or an array index. */
final class FieldTree {

    private final String name;
    private final byte[] utf8;
    private final List<FieldTree> children = new ArrayList<>();
    private final List<Integer> leaves = new ArrayList<>();

    private FieldTree(String name) {
        this.name = name;
        this.utf8 = name.getBytes(StandardCharsets.UTF_8);
    }

    /** The leaves are numbered through by index and, within an index, by pointer. */
    static FieldTree of(List<IndexDefinition> indexes) {
        FieldTree root = new FieldTree("");
        int leaf = 0;
        for (IndexDefinition index : indexes) {
            for (String pointer : index.pointers()) {
                FieldTree node = root;
                for (String step : pointer.substring(1).split("/", -1)) {
                    node = node.childOrNew(step.replace("~1", "/").replace("~0", "~"));
                }
                node.leaves.add(leaf++);
            }
        }
        return root;
    }

    private FieldTree childOrNew(String step) {
        FieldTree child = child(step);
        if (child == null) {
            child = new FieldTree(step);
            children.add(child);
        }
        return child;
    }

    @Nullable
    FieldTree child(String step) {
        for (FieldTree child : children) {
            if (child.name.equals(step)) {
                return child;
            }
        }
        return null;
    }

    /** The child whose name these bytes are, in UTF-8. */
    @Nullable
    FieldTree child(byte[] bytes, int from, int to) {
        for (FieldTree child : children) {
            byte[] own = child.utf8;
            if (own.length == to - from && Arrays.equals(own, 0, own.length, bytes, from, to)) {
                return child;
            }
        }
        return null;
    }

    boolean hasChildren() {
        return !children.isEmpty();
    }

    /** The numbers of the values that this node itself is. */
    List<Integer> leaves() {
        return leaves;
    }

    /** All leaves at and below this node. */
    void forEachLeaf(IntConsumer action) {
        leaves.forEach(action::accept);
        children.forEach(child -> child.forEachLeaf(action));
    }
}
