package io.lastword.producer.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.types.EntityType;
import io.lastword.producer.TestTypes;
import io.lastword.producer.write.ChangeRules;
import io.lastword.producer.write.WriteLimits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BulkLineParserTest {

    private final BulkLineParser parser = parser();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ \"a\" : 1.50, \"a\":2 }",
                "{\"ü\":\"\\u00fc – \\\"}\\\" \",\"n\":[1e2,{\"b\":null}]}",
            })
    void shouldCutTheStateOutUnchanged(String state) throws BadLineException {
        Change first = parse("{\"state\":" + state + " , \"id\" : \"é-1\"}");
        Change last = parse(" {\"event\":\"moved\",\"id\":\"\\u00e9-1\",\"state\": " + state + "}  ");

        assertThat(first.id()).isEqualTo(new EntityId("é-1")).isEqualTo(last.id());
        assertThat(first.event()).isEqualTo("updated");
        assertThat(last.event()).isEqualTo("moved");
        assertThat(((Change.Upsert) first).state()).isEqualTo(bytes(state));
        assertThat(((Change.Upsert) last).state()).isEqualTo(bytes(state));
    }

    @Test
    void shouldReadATombstone() throws BadLineException {
        assertThat(parse("{\"id\":\"d\",\"deleted\":true}"))
                .isEqualTo(new Change.Tombstone(new EntityId("d"), "deregistered"));
        assertThat(parse("{\"deleted\":true,\"event\":\"scrapped\",\"id\":\"d\"}"))
                .isEqualTo(new Change.Tombstone(new EntityId("d"), "scrapped"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[]                                           |   | not a JSON object",
                "nonsense                                     |   | malformed at column",
                "{\"id\":\"d\"                                |d  | malformed at column",
                "{\"id\":\"d\",\"state\":{\"a\":}}            |d  | malformed at column 24",
                "{\"id\":\"d\",\"state\":{}} {}               |d  | something follows the JSON object at column 23",
                "{\"state\":{}}                               |   | 'id' is missing",
                "{\"id\":7,\"state\":{}}                      |   | at column 2 is not a string",
                "{\"id\":null,\"state\":{}}                   |   | is not a string",
                "{\"id\":\"\",\"state\":{}}                   |^^ | the id is empty",
                "{\"id\":\"a/b\",\"state\":{}}                |a/b| '/' at index 1",
                "{\"id\":\"d\"}                               |d  | neither 'state' nor 'deleted'",
                "{\"id\":\"d\",\"state\":{},\"deleted\":true} |d  | both 'state' and 'deleted'",
                "{\"id\":\"d\",\"deleted\":false}             |d  | 'deleted' at column 11 is not true",
                "{\"id\":\"d\",\"state\":[1]}                 |d  | the state is an array",
                "{\"id\":\"d\",\"state\":\"text\"}            |d  | the state is a string",
                "{\"id\":\"d\",\"state\":17}                  |d  | the state is a number",
                "{\"id\":\"d\",\"state\":null}                |d  | the state is null",
                "{\"id\":\"d\",\"id\":\"e\",\"state\":{}}     |d  | 'id' at column 11 is there twice",
                "{\"id\":\"d\",\"state\":{},\"state\":{}}     |d  | 'state' at column 22 is there twice",
                "{\"id\":\"d\",\"states\":{}}                 |d  | unknown member at column 11",
                "{\"id\":\"d\",\"state\":{},\"event\":\"\"}   |d  | an event name is 1 to 128 letters",
                "{\"id\":\"d\",\"state\":{},\"event\":1}      |d  | is not a string",
                "{\"id\":\"d\",\"state\":{\"a\":[[[[0]]]]}}   |d  | limit is exceeded at column",
                "{\"id\":\"\\ud800\",\"state\":{}}            |   | unpaired surrogate",
            })
    void shouldSayWhatIsWrongWithALine(String line, String id, String reason) {
        BadLineException bad = catchThrowableOfType(BadLineException.class, () -> parse(line));

        assertThat(bad).hasMessageContaining(reason);
        assertThat(bad.id()).isEqualTo(id);
    }

    @Test
    void shouldRefuseAStateThatIsTooLarge() {
        String state = "{\"a\":\"" + "x".repeat(60) + "\"}";

        BadLineException bad =
                catchThrowableOfType(BadLineException.class, () -> parse("{\"id\":\"d\",\"state\":" + state + "}"));

        assertThat(bad).hasMessageContaining("68 bytes; at most 60");
    }

    @Test
    void shouldRefuseWhatIsNotUtf8() {
        byte[] latin1 = "{\"id\":\"ü\",\"state\":{}}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] utf16 = "{\"id\":\"d\",\"state\":{}}".getBytes(StandardCharsets.UTF_16LE);
        byte[] withMark = bytes("\uFEFF{\"id\":\"d\",\"state\":{}}");

        for (byte[] line : new byte[][] {latin1, utf16, withMark}) {
            assertThat(catchThrowableOfType(BadLineException.class, () -> parser.parse(line)))
                    .hasMessageContaining("not UTF-8 without a byte order mark");
        }
    }

    private static BulkLineParser parser() {
        EntityType type = TestTypes.device("max-state-bytes=60", "max-state-depth=4");
        return new BulkLineParser(type.limits(), new ChangeRules(type, null, WriteLimits.NONE));
    }

    private Change parse(String line) throws BadLineException {
        return parser.parse(bytes(line));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
