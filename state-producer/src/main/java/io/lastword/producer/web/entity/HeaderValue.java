package io.lastword.producer.web.entity;

import io.lastword.model.text.PercentDecoder;

/** The text in a CloudEvents header, as its HTTP protocol binding encodes it. */
final class HeaderValue {

    private HeaderValue() {}

    /**
     * Takes off double quotes, as older senders put them, and then decodes percent-escapes, once.
     *
     * @throws IllegalArgumentException if the value is not well-formed; the message says what it has or is
     */
    static String decode(String raw) {
        String value = unquoted(raw.strip());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException(
                        "has a character at index " + i + " that is not printable ASCII; percent-encode its UTF-8");
            }
        }
        String text = PercentDecoder.decode(value);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty; leave it out or give it a value");
        }
        text.codePoints().filter(HeaderValue::isForbidden).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException(
                    String.format("has U+%04X, which CloudEvents does not allow in a text; remove it", c));
        });
        return text;
    }

    private static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                if (i == value.length() - 1) {
                    return text.toString();
                }
                break;
            }
            if (c == '\\' && i + 1 < value.length()) {
                i++;
                c = value.charAt(i);
            }
            text.append(c);
        }
        throw new IllegalArgumentException("has a double-quoted value that does not end with its quote");
    }

    /** Control characters and noncharacters; unpaired surrogates cannot be in decoded UTF-8. */
    private static boolean isForbidden(int c) {
        return Character.isISOControl(c) || (c & 0xFFFE) == 0xFFFE || c >= 0xFDD0 && c <= 0xFDEF;
    }
}
