package io.lastword.model.token;

/** Text that is not a token; the message quotes it (shortened) and says what is wrong. */
public final class InvalidTokenException extends IllegalArgumentException {

    private static final int QUOTED_CHARS = 40;

    InvalidTokenException(String text, String flaw) {
        super("'" + shortened(text) + "' is not a token: " + flaw + "; pass one on exactly as an answer gave it");
    }

    private static String shortened(String text) {
        if (text.length() <= QUOTED_CHARS) {
            return text;
        }
        // Half a surrogate pair could not be written to the answer.
        int end = Character.isHighSurrogate(text.charAt(QUOTED_CHARS - 1)) ? QUOTED_CHARS - 1 : QUOTED_CHARS;
        return text.substring(0, end) + "...";
    }
}
