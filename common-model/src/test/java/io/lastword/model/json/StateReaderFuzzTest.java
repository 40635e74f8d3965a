package io.lastword.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.StateLimits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The same seed, the same bodies: a failure names the body and can be repeated. */
class StateReaderFuzzTest {

    private static final int BODIES = 60_000;
    private static final int MAX_BYTES = 300;
    private static final int MAX_DEPTH = 6;

    /** Every message there is; none has room for anything of the state. */
    private static final Pattern MESSAGE = Pattern.compile(String.join(
            "|",
            "the state has \\d+ bytes; at most \\d+ are allowed",
            "the state is empty; it must be one JSON object",
            "the state has a zero byte at index [0-3]; send JSON in UTF-8",
            "the state begins with a byte order mark; send UTF-8 without one",
            "the state is not well-formed UTF-8; send JSON in UTF-8",
            "the state is (an array|a string|a number|a boolean|null|empty); it must be one JSON object,"
                    + " such as \\{\"name\":\"value\"}",
            "the JSON object is not closed at its end",
            "something follows the JSON object at line \\d+, column \\d+; send one object only",
            "the JSON exceeds a limit at line \\d+, column \\d+; objects and arrays may nest \\d+ deep and a number"
                    + " may have 1000 digits",
            "the JSON is malformed at line \\d+, column \\d+"));

    private static final List<byte[]> BODIES_TO_MUTATE = List.of(
            bytes("{}"),
            bytes(" {\r\n\t} "),
            bytes("{\"a\":1}"),
            bytes("{\"a\":-0.5e+10,\"b\":0,\"c\":1E5,\"d\":-0}"),
            bytes("{\"a\":true,\"b\":false,\"c\":null}"),
            bytes("{\"a\":[],\"b\":[1,[2,[3]]],\"c\":{\"d\":{}}}"),
            bytes("{\"name\":\"Zoë\",\"city\":\"東京\",\"mood\":\"😀\"}"),
            bytes("{\"esc\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"}"),
            bytes("{\"\":\"\",\" \":\" \"}"),
            bytes("{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}}}"),
            bytes("{\"a\":1,\"a\":2}"),
            bytes("{\"long\":\"" + "x".repeat(250) + "\"}"),
            bytes("{\"lat\":52.520008,\"lon\":13.404954,\"at\":\"2026-03-01T12:00:00Z\",\"n\":123456789012345678901}"));

    private static final List<byte[]> SPLINTERS = List.of(
            bytes("{"),
            bytes("}"),
            bytes("["),
            bytes("]"),
            bytes(","),
            bytes(":"),
            bytes("\""),
            bytes("\\"),
            bytes("'"),
            bytes("/"),
            bytes("//x\n"),
            bytes("/**/"),
            bytes("#"),
            bytes("NaN"),
            bytes("Infinity"),
            bytes("-"),
            bytes("+1"),
            bytes("01"),
            bytes("1."),
            bytes(".5"),
            bytes("1e"),
            bytes("0x1"),
            bytes("null"),
            bytes("true"),
            bytes("nul"),
            bytes("\\u12"),
            bytes("\\ud800"),
            bytes("\\x41"),
            bytes("é"),
            bytes("😀"),
            bytes("\u00a0"),
            bytes("\u2028"),
            bytes("\ufeff"),
            bytes("\u007f"),
            bytes("\u0085"),
            bytes(" "),
            bytes("\n"),
            bytes("\t"),
            bytes("[[[[[[["),
            bytes("\"k\":1,"),
            bytes(",1"),
            bytes("{}"),
            raw(0),
            raw(1),
            raw(0x0b),
            raw(0x1f),
            raw(0x80),
            raw(0xbf),
            raw(0xc0, 0x80),
            raw(0xc1, 0xbf),
            raw(0xc3),
            raw(0xe0, 0x80, 0xaf),
            raw(0xe2, 0x82),
            raw(0xed, 0xa0, 0x80),
            raw(0xed, 0xbf, 0xbf),
            raw(0xef, 0xbf, 0xbf),
            raw(0xf0, 0x80, 0x80, 0xaf),
            raw(0xf0, 0x9f, 0x98),
            raw(0xf4, 0x8f, 0xbf, 0xbf),
            raw(0xf4, 0x90, 0x80, 0x80),
            raw(0xf8),
            raw(0xfe, 0xff),
            raw(0xff, 0xfe),
            raw(0xff));

    private final StateReader states = new StateReader(new StateLimits(MAX_BYTES, MAX_DEPTH));

    @Test
    void shouldAgreeWithAnIndependentReaderOnEveryMutatedBody() {
        Random random = new Random(8259);
        int accepted = 0;
        for (int i = 0; i < BODIES; i++) {
            byte[] body = BODIES_TO_MUTATE.get(random.nextInt(BODIES_TO_MUTATE.size()));
            for (int mutations = random.nextInt(4); mutations >= 0; mutations--) {
                body = mutate(body, random);
            }

            StateReader.Flaw flaw = states.findFlaw(body);

            boolean acceptable = body.length <= MAX_BYTES && StrictJson.accepts(body, MAX_DEPTH);
            if (acceptable != (flaw == null)) {
                assertThat(flaw)
                        .as("body %d: %s", i, new String(body, StandardCharsets.ISO_8859_1))
                        .matches(f -> acceptable == (f == null), acceptable ? "acceptable" : "not acceptable");
            }
            if (flaw == null) {
                accepted++;
            } else if (!MESSAGE.matcher(flaw.message()).matches()) {
                assertThat(flaw.message()).as("body %d", i).matches(MESSAGE);
            }
        }
        assertThat(accepted).as("a fair share of both answers").isBetween(BODIES / 10, BODIES - BODIES / 10);
    }

    private static byte[] mutate(byte[] body, Random random) {
        int from = random.nextInt(body.length + 1);
        int to = Math.min(body.length, from + random.nextInt(4));
        return switch (random.nextInt(7)) {
            case 0 -> join(head(body, from), SPLINTERS.get(random.nextInt(SPLINTERS.size())), tail(body, from));
            case 1 -> join(head(body, from), SPLINTERS.get(random.nextInt(SPLINTERS.size())), tail(body, to));
            case 2 -> join(head(body, from), tail(body, to));
            case 3 -> join(head(body, to), head(tail(body, from), to - from), tail(body, to));
            case 4 -> join(head(body, from), raw(random.nextInt(256)), tail(body, to));
            case 5 -> random.nextInt(4) == 0 ? head(body, from) : changeADigit(body, random);
            default -> join(head(body, from), bytes(" \n".substring(random.nextInt(2))), tail(body, from));
        };
    }

    private static byte[] changeADigit(byte[] body, Random random) {
        byte[] changed = body.clone();
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] >= '0' && changed[i] <= '9') {
                changed[i] = (byte) ('0' + random.nextInt(10));
            }
        }
        return changed;
    }

    private static byte[] head(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] raw(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
