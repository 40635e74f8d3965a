package io.lastword.model.json;

import io.lastword.model.text.Utf8;

/**
 * Recognises acceptable states in one pass over their bytes, without a copy. A yes is final. A no is not: it may be an
 * acceptable state with something rare in it, and does not say what is wrong; {@link StateReader} does.
 */
final class StateScanner {

    /** Far below what any parser allows; longer numbers are rare. */
    private static final int MAX_NUMBER_CHARS = 100;

    private final byte[] json;
    private final int maxDepth;
    private int at;
    private boolean ascii = true;

    private StateScanner(byte[] json, int maxDepth) {
        this.json = json;
        this.maxDepth = maxDepth;
    }

    /** Whether these bytes are certainly one JSON object in UTF-8 that nests at most so deep. */
    static boolean accepts(byte[] state, int maxDepth) {
        StateScanner scanner = new StateScanner(state, maxDepth);
        return scanner.afterBlanks() == '{'
                && scanner.container(1, '}')
                && scanner.isAtEnd()
                && (scanner.ascii || Utf8.isValid(state));
    }

    private boolean isAtEnd() {
        afterBlanks();
        return at == json.length;
    }

    private boolean value(int depth) {
        return switch (afterBlanks()) {
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
        if (afterBlanks() == end) {
            at++;
            return true;
        }
        while (true) {
            if (end == '}' && !name() || !value(depth)) {
                return false;
            }
            int next = afterBlanks();
            at++;
            if (next != ',') {
                return next == end;
            }
        }
    }

    private boolean name() {
        if (afterBlanks() != '"' || !string() || afterBlanks() != ':') {
            return false;
        }
        at++;
        return true;
    }

    private boolean string() {
        int i = at + 1;
        while (i < json.length) {
            byte b = json[i++];
            if (b == '"') {
                at = i;
                return true;
            }
            if (b == '\\') {
                i += escapeLength(i);
            } else if (b < 0) {
                ascii = false;
            } else if (b < ' ') {
                return false;
            }
        }
        return false;
    }

    /** How many bytes belong to an escape from behind its backslash on; beyond the end if it is not one. */
    private int escapeLength(int from) {
        return switch (byteAt(from)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 1;
            case 'u' ->
                isHex(byteAt(from + 1)) && isHex(byteAt(from + 2)) && isHex(byteAt(from + 3)) && isHex(byteAt(from + 4))
                        ? 5
                        : json.length;
            default -> json.length;
        };
    }

    private boolean number() {
        int from = at;
        if (byteAt(at) == '-') {
            at++;
        }
        boolean whole = byteAt(at) == '0' ? digits(1) : digits(MAX_NUMBER_CHARS);
        if (whole && byteAt(at) == '.') {
            at++;
            whole = digits(MAX_NUMBER_CHARS);
        }
        if (whole && (byteAt(at) == 'e' || byteAt(at) == 'E')) {
            at++;
            if (byteAt(at) == '+' || byteAt(at) == '-') {
                at++;
            }
            whole = digits(MAX_NUMBER_CHARS);
        }
        return whole && at - from <= MAX_NUMBER_CHARS;
    }

    /** Moves behind at most so many digits; false if there is none. */
    private boolean digits(int most) {
        int from = at;
        while (at - from < most && byteAt(at) >= '0' && byteAt(at) <= '9') {
            at++;
        }
        return at > from;
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (byteAt(at++) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Skips blanks and returns the byte behind them, negative at the end and for what is not ASCII. */
    private int afterBlanks() {
        while (true) {
            int b = byteAt(at);
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b;
            }
            at++;
        }
    }

    private int byteAt(int index) {
        return index < json.length ? json[index] : -1;
    }

    private static boolean isHex(int b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
    }
}
