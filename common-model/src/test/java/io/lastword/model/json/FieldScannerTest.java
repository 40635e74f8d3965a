package io.lastword.model.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.index.IndexSet;
import io.lastword.model.index.IndexValue;
import io.lastword.model.index.IndexedValues;
import io.lastword.model.store.FoldDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read at a glance is what the parser reads. */
class FieldScannerTest {

    private static final int STATES = 40_000;

    private static final List<String> NAMES = List.of("a", "b", "a", "b", "lat", "lon", "é", "a/b", "~", "", "0");

    private static final List<String> STRINGS = List.of(
            "",
            "idle",
            "Zoë",
            "😀",
            "}{][,:",
            "2026-11-24T12:00:00Z",
            "2026-11-24T12:00:00.123456789+02:00",
            "2026-11-24",
            "x".repeat(255),
            "x".repeat(256),
            "é".repeat(128),
            "\\\"",
            "\\\\",
            "\\u0000",
            "\\ud800",
            "\\u0061");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-0.0",
            "7",
            "-12.50",
            "1e2",
            "1E-7",
            "52.097371",
            "90",
            "90.0000001",
            "-180",
            "123456789012345678901234567890",
            "9".repeat(101),
            "1e30001",
            "1e2147483648",
            "1e-99999999999",
            "0e99999999999",
            "4.9e-324");

    private static final FoldDefinition DEFINITION = new FoldDefinition(
            new StateLimits(100_000, 20),
            new IndexSet(
                    true,
                    List.of(
                            index("flag", Kind.BOOLEAN, "/a"),
                            index("nested", Kind.STRING, "/a/b"),
                            index("deep", Kind.NUMBER, "/b/a/0"),
                            index("element", Kind.STRING, "/b/1"),
                            index("number", Kind.NUMBER, "/a"),
                            index("escaped", Kind.STRING, "/a~1b/~0"),
                            index("nameless", Kind.STRING, "/"),
                            index("accent", Kind.INSTANT, "/é"),
                            index("text", Kind.STRING, "/b"),
                            index("place", Kind.GEO, "/lat", "/lon"))));

    private final FieldReader reader = new FieldReader(DEFINITION);
    private final StateReader states = new StateReader(DEFINITION.limits());

    @Test
    void shouldFindWhatTheParserFinds() {
        Random random = new Random(6901);
        int[] found = new int[DEFINITION.indexes().declared().size()];
        int atAGlance = 0;
        for (int i = 0; i < STATES; i++) {
            String state = object(random, 0);
            byte[] bytes = state.getBytes(UTF_8);
            assertThat(states.findFlaw(bytes)).as(state).isNull();

            IndexedValues values = reader.readIndexed(bytes);

            List<byte[]> expected = new ArrayList<>();
            for (IndexValue value : reader.read(bytes)) {
                expected.add(value == null ? null : value.encode());
            }
            assertThat(values).as(state).isEqualTo(IndexedValues.of(expected));
            for (int index = 0; index < found.length; index++) {
                found[index] += expected.get(index) == null ? 0 : 1;
            }
            if (FieldScanner.scan(bytes, FieldTree.of(DEFINITION.indexes().declared()), found.length + 1) != null) {
                atAGlance++;
            }
        }
        assertThat(Arrays.stream(found).min().orElseThrow())
                .as("values of every index")
                .isGreaterThan(20);
        assertThat(atAGlance).as("a fair share of both ways").isBetween(STATES / 10, STATES - STATES / 10);
    }

    private static String object(Random random, int depth) {
        StringBuilder json = new StringBuilder("{").append(blanks(random));
        for (int members = random.nextInt(depth == 0 ? 9 : 5); members > 0; members--) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            if (random.nextInt(20) == 0 && !name.isEmpty()) {
                name = String.format("\\u%04x", (int) name.charAt(0)) + name.substring(1);
            }
            json.append('"').append(name).append('"').append(blanks(random)).append(':');
            json.append(value(random, depth + 1)).append(members > 1 ? "," : "").append(blanks(random));
        }
        return json.append('}').append(blanks(random)).toString();
    }

    private static String value(Random random, int depth) {
        String value = switch (random.nextInt(depth > 4 ? 5 : 8)) {
            case 0 -> "true";
            case 1 -> random.nextBoolean() ? "false" : "null";
            case 2, 3 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 4 -> '"' + STRINGS.get(random.nextInt(STRINGS.size())) + '"';
            case 5 -> array(random, depth);
            default -> object(random, depth);
        };
        return blanks(random) + value + blanks(random);
    }

    private static String array(Random random, int depth) {
        List<String> elements = new ArrayList<>();
        for (int count = random.nextInt(3); count > 0; count--) {
            elements.add(value(random, depth + 1));
        }
        return "[" + blanks(random) + String.join(",", elements) + "]";
    }

    private static String blanks(Random random) {
        return List.of("", "", "", " ", "\n\t", "\r ").get(random.nextInt(6));
    }

    private static IndexDefinition index(String name, Kind kind, String... pointers) {
        return new IndexDefinition(name, kind, List.of(pointers));
    }
}
