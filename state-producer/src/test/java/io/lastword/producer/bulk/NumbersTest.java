package io.lastword.producer.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.EntityId;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.producer.TestTypes;
import io.lastword.producer.schema.InvalidSchemaException;
import io.lastword.producer.schema.StateSchema;
import io.lastword.producer.write.ChangeRules;
import io.lastword.producer.write.WriteLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every number that JSON's grammar allows, against every keyword that looks at numbers: a verdict, and at once. */
class NumbersTest {

    private static final int NUMBERS = 5_000;
    private static final EntityId ID = new EntityId("n");
    private static final List<String> EXTREMES = List.of(
            "0",
            "-0",
            "-0.0",
            "0e0",
            "-0E-0",
            "1e2147483647",
            "1e-2147483648",
            "-1e2147483648",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "0e99999999999",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "4.9e-324",
            "2.4e-324",
            "1e400",
            "0.1e1",
            "100E-2",
            "1" + "0".repeat(400),
            "0." + "0".repeat(400) + "1",
            "9".repeat(990));

    @Test
    void shouldComeToAVerdictOnEveryNumber() throws InvalidSchemaException {
        ChangeRules rules = new ChangeRules(
                TestTypes.device(), StateSchema.parse("""
                {"properties": {
                  "range": {"type": "integer", "minimum": -1.5, "exclusiveMaximum": 1e300},
                  "multiple": {"multipleOf": 0.1},
                  "whole": {"multipleOf": 3, "type": "integer"},
                  "const": {"enum": [1, 1e30, 1.5, -0.0]},
                  "unique": {"uniqueItems": true, "contains": {"type": "integer", "maximum": 5}},
                  "branch": {"oneOf": [{"minimum": 0}, {"exclusiveMaximum": 0}]}
                }}""".getBytes(StandardCharsets.UTF_8)), WriteLimits.NONE);
        BulkLineParser lines = new BulkLineParser(TestTypes.device().limits(), rules);
        Random random = new Random(13);
        Map<ProblemType, Integer> refused = new EnumMap<>(ProblemType.class);
        long before = System.nanoTime();

        for (int i = 0; i < NUMBERS; i++) {
            String n = i < EXTREMES.size() ? EXTREMES.get(i) : number(random);
            String state = """
                    {"range":%1$s,"multiple":%1$s,"whole":%1$s,"const":%1$s,"unique":[%1$s,0.5],"branch":%1$s}""".formatted(n);
            ProblemType byPut = null;
            try {
                rules.upsert(ID, null, bytes(state));
            } catch (ProblemException e) {
                byPut = e.type();
                refused.merge(byPut, 1, Integer::sum);
                assertThat(e.getMessage()).as(n).doesNotContain("Exception", "cannot be judged");
            }
            boolean byLine = true;
            try {
                lines.parse(bytes("{\"id\":\"n\",\"state\":" + state + "}"));
            } catch (BadLineException e) {
                byLine = false;
            }
            assertThat(byLine).as(n).isEqualTo(byPut == null);
        }

        assertThat(refused).containsOnlyKeys(ProblemType.SCHEMA_VIOLATION);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
    }

    private static String number(Random random) {
        StringBuilder number = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
        number.append(random.nextInt(4) == 0 ? "0" : 1 + random.nextInt(9) + digits(random, 400));
        if (random.nextBoolean()) {
            number.append('.').append(random.nextInt(10)).append(digits(random, 400));
        }
        if (random.nextBoolean()) {
            number.append(random.nextBoolean() ? 'e' : 'E')
                    .append(List.of("", "+", "-").get(random.nextInt(3)))
                    .append(random.nextInt(10))
                    .append(digits(random, 14));
        }
        return number.toString();
    }

    private static String digits(Random random, int most) {
        int count = random.nextInt(4) == 0 ? random.nextInt(most) : random.nextInt(4);
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
