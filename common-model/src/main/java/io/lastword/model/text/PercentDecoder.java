package io.lastword.model.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Strict percent-decoding (RFC 3986): a broken escape or broken UTF-8 is an error, never a replacement character. */
public final class PercentDecoder {

    private PercentDecoder() {}

    /**
     * Decodes once.
     *
     * @throws IllegalArgumentException if that cannot be done; the message says what the text has or is, to follow the
     *     name of what was decoded
     */
    public static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        if (!Utf8.isEncodable(segment)) {
            throw new IllegalArgumentException("has an unpaired surrogate; send well-formed Unicode text");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
        int i = 0;
        while (i < segment.length()) {
            int codePoint = segment.codePointAt(i);
            if (codePoint == '%') {
                if (i + 2 >= segment.length()
                        || !HexFormat.isHexDigit(segment.charAt(i + 1))
                        || !HexFormat.isHexDigit(segment.charAt(i + 2))) {
                    throw new IllegalArgumentException(
                            "has a broken percent-escape at index " + i + "; a percent sign itself is written %25");
                }
                bytes.write(HexFormat.fromHexDigits(segment, i + 1, i + 3));
                i += 3;
            } else {
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(codePoint);
            }
        }
        String text = Utf8.decode(bytes.toByteArray());
        if (text == null) {
            throw new IllegalArgumentException("is not UTF-8 after percent-decoding; encode its UTF-8 bytes");
        }
        return text;
    }
}
