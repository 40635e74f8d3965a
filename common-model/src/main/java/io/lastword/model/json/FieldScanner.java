package io.lastword.model.json;

import org.jspecify.annotations.Nullable;

/**
 * Finds the values of declared indexes in an acceptable state, in one pass over its bytes that decodes nothing. It gives
 * up where the bytes alone do not say which member is meant; {@link FieldReader} has the word then.
 */
final class FieldScanner {

    private final byte[] json;
    private final int[] from;
    private final int[] to;
    private int at;
    private boolean unsure;

    private FieldScanner(byte[] json, int leaves) {
        this.json = json;
        from = new int[leaves];
        to = new int[leaves];
    }

    /**
     * Scans a state.
     *
     * @return null if it gave up
     */
    static @Nullable FieldScanner scan(byte[] state, FieldTree tree, int leaves) {
        FieldScanner scanner = new FieldScanner(state, leaves);
        scanner.skipBlanks();
        scanner.object(tree);
        return scanner.unsure ? null : scanner;
    }

    /** Where a value begins; not before {@link #to} if there is none. */
    int from(int leaf) {
        return from[leaf];
    }

    int to(int leaf) {
        return to[leaf];
    }

    private void object(FieldTree node) {
        at++;
        while (!unsure && !isAtEnd('}')) {
            int start = at + 1;
            string();
            int end = at - 1;
            for (int i = start; i < end; i++) {
                unsure |= json[i] == '\\';
            }
            skipBlanks();
            at++;
            skipBlanks();
            member(node.child(json, start, end));
        }
    }

    private void array(FieldTree node) {
        at++;
        for (int element = 0; !unsure && !isAtEnd(']'); element++) {
            member(node.child(Integer.toString(element)));
        }
    }

    /** Moves to the next member or element, or behind the end of the container. */
    private boolean isAtEnd(char end) {
        skipBlanks();
        if (json[at] == ',') {
            at++;
            skipBlanks();
        }
        if (json[at] != end) {
            return false;
        }
        at++;
        return true;
    }

    private void member(@Nullable FieldTree node) {
        if (node == null) {
            skipValue();
            return;
        }
        // Of a member that an object has twice, the last counts, with all that is in it.
        node.forEachLeaf(leaf -> to[leaf] = 0);
        int start = at;
        if (json[at] == '{' && node.hasChildren()) {
            object(node);
        } else if (json[at] == '[' && node.hasChildren()) {
            array(node);
        } else {
            skipValue();
        }
        for (int leaf : node.leaves()) {
            from[leaf] = start;
            to[leaf] = at;
        }
    }

    private void skipValue() {
        byte first = json[at];
        if (first == '"') {
            string();
        } else if (first == '{' || first == '[') {
            container();
        } else {
            while (!isDelimiter(json[at])) {
                at++;
            }
        }
    }

    private void container() {
        int depth = 0;
        do {
            byte b = json[at];
            if (b == '"') {
                string();
                continue;
            }
            if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            }
            at++;
        } while (depth > 0);
    }

    private void string() {
        int i = at + 1;
        while (json[i] != '"') {
            i += json[i] == '\\' ? 2 : 1;
        }
        at = i + 1;
    }

    private void skipBlanks() {
        while (isBlank(json[at])) {
            at++;
        }
    }

    private static boolean isDelimiter(byte b) {
        return b == ',' || b == '}' || b == ']' || isBlank(b);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
