package io.lastword.producer.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateSchemaTest {

    private static final String SCHEMA = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "required": ["name"],
              "properties": {
                "name": { "type": "string", "pattern": "^[a-z]+$" },
                "level": { "$ref": "#/$defs/level" },
                "parts": { "type": "array", "items": { "$ref": "#" } },
                "a/b~c": { "type": "null" }
              },
              "additionalProperties": false,
              "$defs": { "level": { "type": "integer", "minimum": 0, "exclusiveMaximum": 10 } }
            }
            """;

    @Test
    void shouldFindNothingInAStateThatSatisfiesIt() throws InvalidSchemaException {
        assertThat(violations(SCHEMA, "{\"name\":\"a\",\"level\":9,\"parts\":[{\"name\":\"b\"}],\"a/b~c\":null}"))
                .isEmpty();
    }

    @Test
    void shouldFindEveryViolationAndWhereItIs() throws InvalidSchemaException {
        List<Violation> violations =
                violations(SCHEMA, "{\"level\":10,\"parts\":[{\"name\":\"B\"}],\"x\":1,\"a/b~c\":0}");

        assertThat(violations)
                .containsExactlyInAnyOrder(
                        new Violation("", "required", "required property 'name' not found"),
                        new Violation("/level", "exclusiveMaximum", "must have an exclusive maximum value of 10"),
                        new Violation("/parts/0/name", "pattern", "does not match the regex pattern ^[a-z]+$"),
                        new Violation(
                                "",
                                "additionalProperties",
                                "property 'x' is not defined in the schema and the schema does not allow additional"
                                        + " properties"),
                        new Violation("/a~1b~0c", "type", "integer found, null expected"));
    }

    @Test
    void shouldSayTheSameInEveryLanguageOfTheMachine() throws InvalidSchemaException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);

            assertThat(violations("{\"minProperties\":1}", "{}"))
                    .containsExactly(new Violation("", "minProperties", "must have at least 1 properties"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"lat\":1e400}",
                "{\"lat\":-1e-400}",
                "{\"lat\":1e999999999}",
                "{\"lat\":1e30}",
                "{\"n\":-1e19}",
                "{\"n\":1e999999999}",
                "{\"lat\":123456789012345678901234567890123456789012345678901234567890}",
                "{\"n\":0.1,\"n\":{\"n\":[]}}",
                "{\"lat\":\"\\ud800\"}",
                "{\"\":{\"\":[[],{}]}}"
            })
    void shouldComeToAVerdictOnAnyReadableState(String state) throws InvalidSchemaException {
        String schema = """
                {"properties": {
                  "lat": {"type": "integer", "minimum": -90, "maximum": 90, "multipleOf": 0.5},
                  "n": {"anyOf": [{"type": "string", "maxLength": 1}, {"type": "integer", "multipleOf": 3}]}
                }}
                """;

        assertThat(violations(schema, state)).hasSizeBetween(0, 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7.0", "1e18", "9223372036854775807.0", "1e19", "1e30", "123456789e30", "1e308"})
    void shouldJudgeNumbersOfAnySize(String number) throws InvalidSchemaException {
        String atLeast = "{\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":0,\"exclusiveMinimum\":-1}}}";
        String atMost = "{\"properties\":{\"n\":{\"type\":\"integer\",\"maximum\":0,\"exclusiveMaximum\":1}}}";
        String negative = number.equals("0") ? "0" : "-" + number;

        assertThat(violations(atLeast, "{\"n\":" + number + "}")).isEmpty();
        assertThat(violations(atMost, "{\"n\":" + negative + "}")).isEmpty();
        assertThat(violations(atLeast, "{\"n\":" + negative + "}")).hasSize(number.equals("0") ? 0 : 2);
        assertThat(violations(atMost, "{\"n\":" + number + "}")).hasSize(number.equals("0") ? 0 : 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"const\":1e30}",
                "{\"const\":1000000000000000000000000000000}",
                "{\"enum\":[0,1e30]}",
                "{\"minimum\":1e30}",
                "{\"type\":\"integer\",\"maximum\":1e30}",
                "{\"type\":\"integer\",\"maximum\":1000000000000000000000000000000}",
                "{\"type\":\"integer\",\"multipleOf\":10}",
                "{\"type\":\"number\",\"multipleOf\":0.5}",
                "{\"type\":\"integer\",\"minimum\":0.5}"
            })
    void shouldCompareBigNumbersHoweverTheyAreWritten(String schema) throws InvalidSchemaException {
        assertThat(violations(schema, "1e30")).isEmpty();
        assertThat(violations(schema, "1000000000000000000000000000000")).isEmpty();
    }

    @Test
    void shouldSayWhatItCannotJudge() throws InvalidSchemaException {
        String schema = "{\"properties\":{\"name\":{\"pattern\":\"^(a|b)*$\"}}}";

        assertThat(violations(schema, "{\"name\":\"" + "ab".repeat(500_000) + "\"}"))
                .singleElement()
                .satisfies(violation ->
                        assertThat(violation.describe()).startsWith("the state cannot be judged by the schema: "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"pattern\":\"^(a+)+$\"} | \"%s!\"",
                "{\"pattern\":\"a*a*a*a*b\"} | \"%s!\"",
                "{\"additionalProperties\":false,\"patternProperties\":{\"a*a*a*a*b\":true}} | {\"%s!\":1}",
                "{\"propertyNames\":{\"pattern\":\"a*a*a*a*b\"}} | {\"%s!\":1}",
                "{\"anyOf\":[{\"pattern\":\"a*a*a*a*b\"},{\"type\":\"null\"}]} | \"%s!\"",
                "{\"not\":{\"pattern\":\"a*a*a*a*b\"}} | \"%s!\"",
                "{\"if\":{\"pattern\":\"a*a*a*a*b\"},\"then\":false} | \"%s!\""
            })
    void shouldStopWhenItsTimeIsUp(String schema, String state) throws InvalidSchemaException {
        StateSchema parsed = StateSchema.parse(bytes(schema));
        long before = System.nanoTime();

        assertThat(catchThrowableOfType(
                        VerdictOverdueException.class,
                        () -> parsed.judge(bytes(state.formatted("a".repeat(200_000))), Duration.ofMillis(100))))
                .hasMessageContaining("within 100 ms");

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void shouldStopWhenBranchesMultiply() throws InvalidSchemaException {
        StringBuilder defs = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            defs.append(",\"d%d\":{\"oneOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]}"
                    .formatted(i, i + 1, i + 1));
        }
        StateSchema parsed = StateSchema.parse(
                bytes("{\"$ref\":\"#/$defs/d0\",\"$defs\":{\"d40\":{\"type\":\"string\"}" + defs + "}}"));

        assertThat(catchThrowableOfType(
                        VerdictOverdueException.class, () -> parsed.judge(bytes("{}"), Duration.ofMillis(100))))
                .isNotNull();
    }

    @Test
    void shouldNotCollectMoreViolationsThanAreWanted() throws Exception {
        StateSchema parsed = StateSchema.parse(
                bytes(
                        "{\"items\":{\"type\":\"null\"},\"not\":{\"items\":{\"type\":\"null\"},\"contains\":{\"type\":\"null\"}}}"));

        Verdict verdict = parsed.judge(bytes("[1" + ",1".repeat(400_000) + "]"), Duration.ofMinutes(1));

        assertThat(verdict.whole()).isFalse();
        assertThat(verdict.violations()).hasSize(Verdict.MOST_VIOLATIONS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1,1.0] | 1",
                "[1,\"1\",true,null,[1],{\"a\":1},[[1]]] | 0",
                "[{\"a\":1,\"b\":[2]},{\"b\":[2.0],\"a\":1e0}] | 1",
                "[[\"a\",\"b\"],[\"a,b\"],[\"a\",[\"b\"]]] | 0",
                "[0,-0.0] | 1",
                "[1e308,1e307] | 0",
                "[100000000000000000000,1e20] | 1",
                "[] | 0"
            })
    void shouldSayWhetherItemsAreUnique(String items, int violations) throws InvalidSchemaException {
        assertThat(violations("{\"properties\":{\"a\":{\"uniqueItems\":true}}}", "{\"a\":" + items + "}"))
                .hasSize(violations)
                .allSatisfy(violation -> assertThat(violation)
                        .isEqualTo(new Violation("/a", "uniqueItems", "must have only unique items in the array")));
        assertThat(violations("{\"properties\":{\"a\":{\"uniqueItems\":false}}}", "{\"a\":" + items + "}"))
                .isEmpty();
    }

    @Test
    void shouldCompareManyValuesThatCollideInATableWithinSeconds() throws Exception {
        StringBuilder state = new StringBuilder("[0");
        for (int i = 0; i < 1 << 14; i++) {
            state.append(",\"");
            for (int bit = 0; bit < 14; bit++) {
                state.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            state.append('"');
        }

        assertThat(violations("{\"uniqueItems\":true}", state.append(']').toString()))
                .isEmpty();
    }

    @Test
    void shouldReadAsDeepAsAnyTypeAllows() throws InvalidSchemaException {
        assertThat(violations("{\"type\":\"object\"}", nested(1000))).isEmpty();
    }

    @Test
    void shouldApplyARecursiveSchemaOnlyAsDeepAsItCan() throws InvalidSchemaException {
        String recursive = "{\"properties\":{\"a\":{\"$ref\":\"#\"}}}";

        assertThat(violations(recursive, nested(100))).isEmpty();
        assertThat(violations(recursive, nested(1000)))
                .singleElement()
                .satisfies(violation -> assertThat(violation.expected()).contains("nests too deep"));
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    }

    @Test
    void shouldNotRefuseNamesThatCollideInATable() throws InvalidSchemaException {
        StringBuilder state = new StringBuilder("{");
        for (int i = 0; i < 4096; i++) {
            state.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < 12; bit++) {
                state.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            state.append("\":1");
        }

        assertThat(violations("{\"type\":\"object\"}", state.append('}').toString()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "nonsense | is not JSON",
                "[] | is not a JSON object",
                "true | is not a JSON object",
                "{\"type\":\"text\"} | is not valid: /type",
                "{\"required\":\"name\"} | is not valid: /required",
                "{\"properties\":{\"a\":{\"minimum\":\"1\"}}} | is not valid: /properties/a/minimum",
                "{\"pattern\":\"(\"} | is not valid: /pattern",
                "{\"properties\":{\"a\":{\"minimum\":1e400}}} | a number at /properties/a/minimum that is beyond the range",
                "{\"enum\":[1,-1e400]} | a number at /enum/1 that is beyond the range",
                "{\"maxLength\":-1e30} | is not valid: /maxLength",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"} | only https://json-schema.org/draft/2020-12/schema",
                "{\"$ref\":\"https://example.com/a.json\"} | refers to 'https://example.com/a.json'",
                "{\"properties\":{\"a\":{\"$ref\":\"other.json#/b\"}}} | only references within the schema",
                "{\"items\":{\"$ref\":\"#/$defs/none\"}} | refers to '#/$defs/none', which it does not have",
                "{\"$dynamicRef\":\"#none\"} | refers to '#none', which it does not have",
                "{\"properties\":{\"enum\":{\"$ref\":\"file:///etc/passwd\"}}} | only references within",
                "{\"properties\":{\"a\":{\"$id\":\"https://example.com/b\"}}} | has an $id below its root"
            })
    void shouldRefuseWhatIsNoUsableSchema(String schema, String reason) {
        assertThat(catchThrowableOfType(InvalidSchemaException.class, () -> StateSchema.parse(bytes(schema))))
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"$id\":\"https://example.com/device\"}",
                "{\"maxLength\":1e30,\"maxItems\":1e30,\"minProperties\":1e30}",
                "{\"examples\":[{\"$ref\":\"https://example.com/a.json\"}]}",
                "{\"properties\":{\"$ref\":{\"type\":\"string\"},\"$id\":{\"type\":\"string\"}}}",
                "{\"$defs\":{\"a\":{\"$anchor\":\"here\"}},\"items\":{\"$ref\":\"#here\"}}"
            })
    void shouldTakeASchemaThatStaysWithinItself(String schema) throws InvalidSchemaException {
        assertThat(StateSchema.parse(bytes(schema)).source()).isEqualTo(bytes(schema));
    }

    private static List<Violation> violations(String schema, String state) throws InvalidSchemaException {
        try {
            return StateSchema.parse(bytes(schema))
                    .judge(bytes(state), Duration.ofMinutes(1))
                    .violations();
        } catch (VerdictOverdueException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
