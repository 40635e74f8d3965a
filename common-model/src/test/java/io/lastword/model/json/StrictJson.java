package io.lastword.model.json;

/**
 * The oracle of {@link StateReader}: RFC 8259 and the UTF-8 table of the Unicode standard, written down once more,
 * byte by byte and without any library. It accepts one object that nests at most so deep.
 */
final class StrictJson {

    private final byte[] json;
    private final int maxDepth;
    private int at;

    private StrictJson(byte[] json, int maxDepth) {
        this.json = json;
        this.maxDepth = maxDepth;
    }

    static boolean accepts(byte[] json, int maxDepth) {
        StrictJson reader = new StrictJson(json, maxDepth);
        reader.skipBlanks();
        if (reader.peek() != '{' || !reader.value(0)) {
            return false;
        }
        reader.skipBlanks();
        return reader.at == json.length;
    }

    private boolean value(int depth) {
        return switch (peek()) {
            case '{' -> container(depth + 1, '}');
            case '[' -> container(depth + 1, ']');
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean container(int depth, char end) {
        at++;
        if (depth > maxDepth) {
            return false;
        }
        skipBlanks();
        if (take(end)) {
            return true;
        }
        do {
            skipBlanks();
            if (end == '}') {
                if (peek() != '"' || !string()) {
                    return false;
                }
                skipBlanks();
                if (!take(':')) {
                    return false;
                }
                skipBlanks();
            }
            if (!value(depth)) {
                return false;
            }
            skipBlanks();
        } while (take(','));
        return take(end);
    }

    private boolean string() {
        at++;
        while (true) {
            int c = peek();
            if (c < 0x20) {
                return false;
            }
            if (c == '"') {
                at++;
                return true;
            }
            if (!(c == '\\' ? escape() : character(c))) {
                return false;
            }
        }
    }

    private boolean escape() {
        at++;
        int c = peek();
        at++;
        if (c != 'u') {
            return c >= 0 && "\"\\/bfnrt".indexOf(c) >= 0;
        }
        for (int i = 0; i < 4; i++, at++) {
            if (Character.digit(peek(), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Table 3-7 of the Unicode standard: well-formed UTF-8 byte sequences. */
    private boolean character(int first) {
        at++;
        if (first < 0x80) {
            return true;
        }
        if (first >= 0xC2 && first <= 0xDF) {
            return tail(0x80, 0xBF);
        }
        if (first >= 0xE0 && first <= 0xEF) {
            return tail(first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && tail(0x80, 0xBF);
        }
        return first >= 0xF0
                && first <= 0xF4
                && tail(first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF)
                && tail(0x80, 0xBF)
                && tail(0x80, 0xBF);
    }

    private boolean tail(int least, int most) {
        int c = peek();
        at++;
        return c >= least && c <= most;
    }

    private boolean number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > start;
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!take(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
    }

    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private int peek() {
        return at < json.length ? json[at] & 0xff : -1;
    }
}
