package io.lastword.producer.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A generated state of a device, on one line.
 *
 * @param acceptable what the producer must say to it
 */
record FuzzedState(byte[] bytes, boolean acceptable) {

    static final int MAX_BYTES = 20_000;
    static final int MAX_DEPTH = 8;

    private static final List<String> NUMBERS =
            List.of("0", "-1", "1.50", "1e400", "-1E-400", "123456789012345678901234567890", "1e999999999", "-0.0");

    private static final List<String> NEVER = List.of(
            "",
            "[]",
            "null",
            "7",
            "\"text\"",
            "{",
            "}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "{\"a\":01}",
            "{\"a\":NaN}",
            "{\"a\":+1}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\t\"}",
            "{\"a\":1}{}",
            "{\"a\":1} x",
            "{\"a\":1/*x*/}",
            "{\"a\" 1}",
            "\uFEFF{}",
            "{\"a\":\"" + "x".repeat(MAX_BYTES) + "\"}",
            "{\"a\":" + "1".repeat(1001) + "}",
            "{\"a\":" + "[".repeat(MAX_DEPTH) + "]".repeat(MAX_DEPTH) + "}",
            "{\"battery\":101}",
            "{\"battery\":\"full\"}",
            "{\"battery\":1e400}",
            "{\"kind\":\"\"}",
            "{\"lat\":52.1}",
            "{\"lat\":52.1,\"lon\":181}",
            "{\"heading\":-1}",
            "{\"speed\":null}");

    static FuzzedState next(Random random) {
        if (random.nextInt(4) > 0) {
            byte[] valid = object(random, MAX_DEPTH).getBytes(UTF_8);
            return valid.length <= MAX_BYTES ? new FuzzedState(valid, true) : next(random);
        }
        return switch (random.nextInt(8)) {
            case 0 -> new FuzzedState("{\"a\":\"ü\"}".getBytes(ISO_8859_1), false);
            case 1 -> new FuzzedState("{\"a\":1}".getBytes(UTF_16LE), false);
            case 2 -> {
                byte[] valid = object(random, 2).getBytes(UTF_8);
                yield new FuzzedState(Arrays.copyOf(valid, valid.length - 1), false);
            }
            default -> new FuzzedState(NEVER.get(random.nextInt(NEVER.size())).getBytes(UTF_8), false);
        };
    }

    private static String object(Random random, int depth) {
        StringBuilder json = new StringBuilder("{");
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            json.append(i == 0 ? "" : ",").append(space(random));
            if (random.nextInt(4) == 0) {
                json.append(known(random));
            } else {
                json.append(string(random, "x-")).append(':').append(value(random, depth - 1));
            }
        }
        return json.append(space(random)).append('}').toString();
    }

    private static String known(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "\"battery\":" + random.nextInt(101);
            case 1 -> "\"kind\":\"van\"";
            case 2 -> "\"lat\":" + (random.nextInt(181) - 90) + ",\"lon\":" + (random.nextInt(361) - 180);
            default -> "\"speed\":" + random.nextInt(200) + ".5";
        };
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 1 -> "null";
            case 2 -> Boolean.toString(random.nextBoolean());
            case 3, 4 -> string(random, "");
            case 5 -> "[" + value(random, depth - 1) + "," + value(random, depth - 1) + "]";
            default -> object(random, depth);
        };
    }

    private static String string(Random random, String prefix) {
        StringBuilder text = new StringBuilder("\"").append(prefix);
        int length = random.nextInt(100) == 0 ? 300 : random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(
                    switch (random.nextInt(6)) {
                        case 0 -> "\\u00" + (char) ('0' + random.nextInt(8)) + "f";
                        case 1 -> "\\\"";
                        case 2 -> "é";
                        case 3 -> "😀";
                        default -> String.valueOf((char) ('a' + random.nextInt(26)));
                    });
        }
        return text.append('"').toString();
    }

    private static String space(Random random) {
        return random.nextInt(3) == 0 ? " \t".substring(random.nextInt(2)) : "";
    }
}
