package io.lastword.model.json;

import static io.lastword.model.json.StateReader.Flaw.Kind.MALFORMED;
import static io.lastword.model.json.StateReader.Flaw.Kind.NOT_AN_OBJECT;
import static io.lastword.model.json.StateReader.Flaw.Kind.NOT_UTF8;
import static io.lastword.model.json.StateReader.Flaw.Kind.NUMBER_TOO_LONG;
import static io.lastword.model.json.StateReader.Flaw.Kind.TOO_DEEP;
import static io.lastword.model.json.StateReader.Flaw.Kind.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.StateLimits;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateReaderTest {

    private static final int MAX_BYTES = 2000;
    private static final int MAX_DEPTH = 5;

    private final StateReader states = new StateReader(new StateLimits(MAX_BYTES, MAX_DEPTH));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " \t\r\n{ } \n",
                "{\"a\":1,\"a\":2}",
                "{\"\":\"\"}",
                "{\"n\":[0,-0,1.5,1e9,-1E-9,123456789012345678901234567890]}",
                "{\"n\":1e999999999}",
                "{\"l\":[true,false,null]}",
                "{\"s\":\"Zoë 東京 😀 \\ud83d\\ude00 \\u0000 \\/\"}",
                "{\"half\":\"\\ud800\"}",
                "{\"del\":\"\u007f\u0085\u2028\"}",
            })
    void shouldAcceptEveryObject(String state) {
        StateReader.Flaw flaw = states.findFlaw(bytes(state));

        assertThat(flaw).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{}]    | an array",
                "\"text\"| a string",
                "1       | a number",
                "-1.5    | a number",
                "true    | a boolean",
                "false   | a boolean",
                "null    | null",
            })
    void shouldRejectWhatIsNotAnObject(String state, String name) {
        StateReader.Flaw flaw = states.findFlaw(bytes(state));

        assertThat(flaw)
                .isEqualTo(new StateReader.Flaw(
                        NOT_AN_OBJECT,
                        "the state is " + name + "; it must be one JSON object, such as {\"name\":\"value\"}"));
    }

    @Test
    void shouldRejectTheEmptyState() {
        StateReader.Flaw flaw = states.findFlaw(new byte[0]);

        assertThat(flaw)
                .isEqualTo(new StateReader.Flaw(NOT_AN_OBJECT, "the state is empty; it must be one JSON object"));
    }

    @Test
    void shouldRejectBlanks() {
        StateReader.Flaw flaw = states.findFlaw(bytes("  \n\t  "));

        assertThat(flaw)
                .isEqualTo(new StateReader.Flaw(
                        NOT_AN_OBJECT, "the state is empty; it must be one JSON object, such as {\"name\":\"value\"}"));
    }

    @Test
    void shouldRejectAByteOrderMark() {
        StateReader.Flaw flaw = states.findFlaw(bytes("\ufeff{}"));

        assertThat(flaw)
                .isEqualTo(new StateReader.Flaw(
                        NOT_UTF8, "the state begins with a byte order mark; send UTF-8 without one"));
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16LE, 1",
        "UTF-16BE, 0",
        "UTF-32LE, 1",
        "UTF-32BE, 0",
        "UTF-16, 2",
        "X-UTF-32BE-BOM, 0",
        "X-UTF-32LE-BOM, 2"
    })
    void shouldRejectWiderEncodings(String charset, int index) {
        StateReader.Flaw flaw = states.findFlaw("{\"a\":1}".getBytes(Charset.forName(charset)));

        assertThat(flaw)
                .isEqualTo(new StateReader.Flaw(
                        NOT_UTF8, "the state has a zero byte at index " + index + "; send JSON in UTF-8"));
    }

    @ParameterizedTest
    @CsvSource({
        "c0ae,     overlong in two bytes",
        "e080af,   overlong in three bytes",
        "f08080af, overlong in four bytes",
        "eda080,   a high surrogate",
        "edb080,   a low surrogate",
        "eda0bdedb880, a pair of surrogates",
        "f4908080, beyond the last code point",
        "80,       a tail without its head",
        "e282,     a head without its tail",
        "e9,       Latin-1",
        "ff,       never a byte of UTF-8"
    })
    void shouldRejectBrokenUtf8(String hex, String what) {
        byte[] state = HexFormat.of().parseHex("7b2261223a22" + hex + "227d");

        StateReader.Flaw flaw = states.findFlaw(state);

        assertThat(flaw)
                .as(what)
                .isEqualTo(new StateReader.Flaw(NOT_UTF8, "the state is not well-formed UTF-8; send JSON in UTF-8"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a number that is none | `{\"a\":\n  NaN}`             | 2 | 6",
                "infinity              | `{\"a\":-Infinity}`          | 1 | 15",
                "a comment             | `{ // c\n}`                  | 1 | 3",
                "a block comment       | `{\"a\":1}/* */`             | 1 | 8",
                "a hash comment        | `{#c\n}`                     | 1 | 2",
                "single quotes         | `{'a':1}`                    | 1 | 2",
                "an unquoted name      | `{a:1}`                      | 1 | 2",
                "a trailing comma      | `{\"a\":1,}`                 | 1 | 8",
                "a missing value       | `{\"a\":}`                   | 1 | 6",
                "a leading zero        | `{\"a\":01}`                 | 1 | 7",
                "a leading plus        | `{\"a\":+1}`                 | 1 | 7",
                "a bare point          | `{\"a\":1.}`                 | 1 | 7",
                "an unknown escape     | `{\"a\":\"\\x\"}`            | 1 | 8",
                "a short escape        | `{\"a\":\"\\u12\"}`          | 1 | 11",
                "a line feed in a text | `{\"ë\":\"\n\"}`             | 1 | 7",
                "a wrong bracket       | `{\"a\":[1}`                 | 1 | 8",
                "a bracket too many    | `{}}`                        | 1 | 3",
                "an unclosed text      | `{\"a\":\"b`                 | 1 | 8",
                "an unclosed object    | `{\"a\":1`                   | 1 | 7",
                "an unclosed array     | `{\"a\":[{\"b\":2}`          | 1 | 14",
                "a half word           | `{\"a\":tru}`                | 1 | 6",
                "a form feed           | `{\f}`                       | 1 | 2",
                "a no-break space      | `{\u00a0}`                   | 1 | 2",
            })
    void shouldRejectMalformedJsonAndSayWhere(String what, String state, int line, int column) {
        StateReader.Flaw flaw = states.findFlaw(bytes(state));

        assertThat(flaw)
                .as(what)
                .isEqualTo(new StateReader.Flaw(
                        MALFORMED, "the JSON is malformed at line " + line + ", column " + column));
    }

    @Test
    void shouldRejectANulInsideTheState() {
        StateReader.Flaw flaw = states.findFlaw(bytes("{\"a\":\"\u0000\"}"));

        assertThat(flaw).isEqualTo(new StateReader.Flaw(MALFORMED, "the JSON is malformed at line 1, column 7"));
    }

    @Test
    void shouldRejectANulAfterTheState() {
        StateReader.Flaw flaw = states.findFlaw(bytes("{\"a\":1}\u0000"));

        assertThat(flaw).isEqualTo(new StateReader.Flaw(MALFORMED, "the JSON is malformed at line 1, column 8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "1", "\"a\"", "null"})
    void shouldRejectWhatFollowsTheObject(String more) {
        StateReader.Flaw flaw = states.findFlaw(bytes("{\"a\":1}\n" + more));

        assertThat(flaw).extracting(StateReader.Flaw::kind).isEqualTo(MALFORMED);
        assertThat(flaw.message()).startsWith("something follows the JSON object at line 2, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void shouldAcceptTheDeepestNesting(String open) {
        StateReader.Flaw flaw = states.findFlaw(nested(open, MAX_DEPTH));

        assertThat(flaw).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[ | 11", "{\"a\": | 27"})
    void shouldRejectDeeperNestingAndSayWhere(String open, int column) {
        StateReader.Flaw flaw = states.findFlaw(nested(open, MAX_DEPTH + 1));

        assertThat(flaw)
                .isEqualTo(new StateReader.Flaw(
                        TOO_DEEP,
                        "the JSON exceeds a limit at line 1, column " + column
                                + "; objects and arrays may nest 5 deep and a number may have 1000 digits"));
    }

    @Test
    void shouldAcceptTheLargestState() {
        StateReader.Flaw flaw = states.findFlaw(ofSize(MAX_BYTES));

        assertThat(flaw).isNull();
    }

    @Test
    void shouldRejectALargerState() {
        StateReader.Flaw flaw = states.findFlaw(ofSize(MAX_BYTES + 1));

        assertThat(flaw)
                .isEqualTo(new StateReader.Flaw(TOO_LARGE, "the state has 2001 bytes; at most 2000 are allowed"));
    }

    @Test
    void shouldAcceptANumberOfAThousandDigits() {
        StateReader.Flaw flaw = states.findFlaw(bytes("{\"a\":" + "1".repeat(1000) + "}"));

        assertThat(flaw).isNull();
    }

    @Test
    void shouldRejectALongerNumber() {
        StateReader.Flaw flaw = states.findFlaw(bytes("{\"a\":" + "1".repeat(1001) + "}"));

        assertThat(flaw).extracting(StateReader.Flaw::kind).isEqualTo(NUMBER_TOO_LONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sEcReT",
                "{\"sEcReT\":sEcReT}",
                "{\"a\":\"sEcReT",
                "{\"a\":\"sEcReT\"}sEcReT",
                "\"sEcReT\"",
                "{\"a\":\"sEcReT\\q\"}",
                "{\"sEcReT\":[[[[[[]]]]]]}",
                "{sEcReT}"
            })
    void shouldKeepTheContentOutOfItsMessages(String state) {
        StateReader.Flaw flaw = states.findFlaw(bytes(state));

        assertThat(flaw).isNotNull();
        assertThat(flaw.message()).doesNotContainIgnoringCase("sEcReT");
    }

    @Test
    void shouldAcceptNamesThatCollideInAHashTable() {
        List<String> names = collidingNames(600);
        StateReader large = new StateReader(new StateLimits(100_000, MAX_DEPTH));

        StateReader.Flaw flaw = large.findFlaw(bytes("{\"" + String.join("\":1,\"", names) + "\":1}"));

        assertThat(flaw).isNull();
    }

    /** Names of eight characters with one hash in the parser's name table, whatever that table's seed is. */
    private static List<String> collidingNames(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; names.size() < count; i++) {
            int tail = 'a' + i % 26 << 24 | 'a' + i / 26 % 26 << 16 | 'a' + i / 676 % 26 << 8 | 'a' + i / 17576 % 26;
            int head = unmixed(0x12345678 - tail * 33);
            String name = chars(head) + chars(tail);
            if (name.chars().allMatch(c -> c > '"' && c < 0x7f && c != '\\')) {
                names.add(name);
            }
        }
        return names;
    }

    /** Undoes {@code h += h >>> 15; h ^= h >>> 9}. */
    private static int unmixed(int hash) {
        int shifted = hash ^ hash >>> 9 ^ hash >>> 18 ^ hash >>> 27;
        int unmixed = shifted;
        for (int i = 0; i < 40; i++) {
            unmixed = shifted - (unmixed >>> 15);
        }
        return unmixed;
    }

    private static String chars(int quad) {
        return "" + (char) (quad >>> 24) + (char) (quad >>> 16 & 0xff) + (char) (quad >>> 8 & 0xff)
                + (char) (quad & 0xff);
    }

    private static byte[] nested(String open, int depth) {
        String close = open.equals("[") ? "]" : "}";
        return bytes(
                "{\"a\":" + open.repeat(depth - 2) + (open.equals("[") ? "[]" : "{}") + close.repeat(depth - 2) + "}");
    }

    private static byte[] ofSize(int size) {
        return bytes("{\"a\":\"" + "x".repeat(size - 8) + "\"}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
