package io.lastword.model;

import io.lastword.model.record.RawRecord;
import io.lastword.model.record.RecordCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The golden files: formats as they are promised, in readable text. A record is a line {@code key: ...}, a line
 * {@code value: ...} and a line {@code header <name>: ...} each, in order; a missing line is null. Bytes that are not
 * printable text stand as {@code key-hex: ...} and so on, of which {@code 6b x 3} is short for {@code 6b6b6b}.
 */
public final class Golden {

    public static final long OFFSET = 42;
    public static final Instant LOGGED_AT = Instant.parse("2026-03-01T12:00:00.123Z");

    private static final HexFormat HEX = HexFormat.of();

    private Golden() {}

    /** The lines of a file, without comments (#) and empty lines. */
    public static List<String> lines(String name) {
        try (InputStream file = Golden.class.getResourceAsStream("/golden/" + name)) {
            if (file == null) {
                throw new IllegalArgumentException("no golden file " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines {@code name: value} of a file, in order. */
    public static Map<String, String> entries(String name) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String line : lines(name)) {
            int colon = line.indexOf(": ");
            entries.put(line.substring(0, colon), line.substring(colon + 2));
        }
        return entries;
    }

    /** The bytes of a file of hex digits; after a digit, blanks and a comment may follow. */
    public static byte[] hex(String name) {
        StringBuilder digits = new StringBuilder();
        lines(name).forEach(line -> digits.append(line.replaceAll("#.*|\\s", "")));
        return HEX.parseHex(digits);
    }

    /** A record file as the log would hand it over, at {@link #OFFSET} and {@link #LOGGED_AT}. */
    public static RawRecord record(String name) {
        byte[] key = null;
        byte[] value = null;
        List<RawRecord.Header> headers = new ArrayList<>();
        for (String line : lines("record/" + name)) {
            int colon = line.indexOf(':');
            String field = line.substring(0, colon);
            boolean isHex = field.endsWith("-hex");
            byte[] bytes = bytes(line.substring(colon + 1).stripLeading(), isHex);
            String plain = isHex ? field.substring(0, field.length() - "-hex".length()) : field;
            if (plain.equals("key")) {
                key = bytes;
            } else if (plain.equals("value")) {
                value = bytes;
            } else if (plain.startsWith("header ")) {
                headers.add(new RawRecord.Header(plain.substring("header ".length()), bytes));
            } else {
                throw new IllegalArgumentException(name + " has the line '" + line + "'");
            }
        }
        return new RawRecord(OFFSET, LOGGED_AT, key, value, RawRecord.Headers.of(headers));
    }

    /** What a record file of this record would say, line by line. */
    public static List<String> render(RecordCodec.Encoded encoded) {
        List<String> lines = new ArrayList<>();
        lines.add(render("key", encoded.key()));
        if (encoded.value() != null) {
            lines.add(render("value", encoded.value()));
        }
        encoded.headers().forEach(header -> lines.add(render("header " + header.name(), header.value())));
        return lines;
    }

    private static String render(String field, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean printable = text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\uFFFD');
        return printable ? field + ": " + text : field + "-hex: " + HEX.formatHex(bytes);
    }

    private static byte[] bytes(String text, boolean isHex) {
        if (!isHex) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        String[] parts = text.split(" x ");
        return HEX.parseHex(parts.length == 1 ? text : parts[0].repeat(Integer.parseInt(parts[1])));
    }
}
