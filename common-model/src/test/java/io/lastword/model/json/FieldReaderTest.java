package io.lastword.model.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexDefinition.Kind;
import io.lastword.model.index.IndexSet;
import io.lastword.model.index.IndexValue;
import io.lastword.model.store.FoldDefinition;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldReaderTest {

    private static final StateLimits LIMITS = new StateLimits(10_000, 100);

    @Test
    void shouldReadEachKind() {
        assertThat(read(Kind.STRING, "/s", "{\"s\":\"a\\u0062\"}")).isEqualTo(new IndexValue.Text("ab"));
        assertThat(read(Kind.NUMBER, "/n", "{\"n\":1.50e2}")).isEqualTo(new IndexValue.Number(new BigDecimal(150)));
        assertThat(read(Kind.BOOLEAN, "/b", "{\"b\":false}")).isEqualTo(new IndexValue.Flag(false));
        assertThat(read(Kind.INSTANT, "/t", "{\"t\":\"2026-11-24T12:00:00.5+02:00\"}"))
                .isEqualTo(new IndexValue.Moment(Instant.parse("2026-11-24T10:00:00.5Z")));
        IndexDefinition place = new IndexDefinition("place", Kind.GEO, List.of("/at/lat", "/at/lon"));
        assertThat(read(place, "{\"at\":{\"lon\":-180,\"lat\":90}}")).isEqualTo(new IndexValue.Place(90, -180));
    }

    @Test
    void shouldFollowPointersThroughObjectsArraysAndEscapes() {
        String state = "{\"x\":[1,{\"a/b\":{\"~\":\"deep\"}}],\"\":{\"\":\"empty\"}}";

        assertThat(read(Kind.STRING, "/x/1/a~1b/~0", state)).isEqualTo(new IndexValue.Text("deep"));
        assertThat(read(Kind.STRING, "//", state)).isEqualTo(new IndexValue.Text("empty"));
        assertThat(read(Kind.NUMBER, "/x/0", state)).isEqualTo(new IndexValue.Number(BigDecimal.ONE));
        assertThat(read(Kind.NUMBER, "/x/00", state)).isNull();
    }

    @Test
    void shouldTakeTheLastOfMembersWithOneName() {
        assertThat(read(Kind.NUMBER, "/a/b", "{\"a\":{\"b\":1},\"a\":{\"b\":2}}"))
                .isEqualTo(new IndexValue.Number(new BigDecimal(2)));
        assertThat(read(Kind.NUMBER, "/a/b", "{\"a\":{\"b\":1},\"a\":{}}")).isNull();
        assertThat(read(Kind.NUMBER, "/a/b", "{\"a\":{\"b\":1},\"a\":7}")).isNull();
        assertThat(read(Kind.NUMBER, "/a", "{\"a\":1,\"a\":\"x\"}")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"v\":null}",
                "{\"v\":{}}",
                "{\"v\":[\"a\"]}",
                "{\"V\":\"a\"}",
                "{\"w\":{\"v\":\"a\"}}",
                "{\"v\":\"\\ud800\"}"
            })
    void shouldFindNothingWhereThereIsNoValueOfTheKind(String state) {
        for (Kind kind : List.of(Kind.STRING, Kind.NUMBER, Kind.BOOLEAN, Kind.INSTANT)) {
            assertThat(read(kind, "/v", state)).as("%s", kind).isNull();
        }
    }

    @Test
    void shouldFindNothingBeyondTheBoundsOfAKind() {
        assertThat(read(Kind.STRING, "/v", "{\"v\":\"" + "x".repeat(255) + "\"}"))
                .isNotNull();
        assertThat(read(Kind.STRING, "/v", "{\"v\":\"" + "x".repeat(256) + "\"}"))
                .isNull();
        assertThat(read(Kind.STRING, "/v", "{\"v\":\"" + "\u00e9".repeat(128) + "\"}"))
                .isNull();
        assertThat(read(Kind.NUMBER, "/v", "{\"v\":" + "9".repeat(101) + "}")).isNull();
        assertThat(read(Kind.NUMBER, "/v", "{\"v\":1e30001}")).isNull();
        assertThat(read(Kind.NUMBER, "/v", "{\"v\":1e99999999999}")).isNull();
        assertThat(read(Kind.INSTANT, "/v", "{\"v\":\"2026-11-24\"}")).isNull();
        IndexDefinition place = new IndexDefinition("v", Kind.GEO, List.of("/lat", "/lon"));
        assertThat(read(place, "{\"lat\":90.01,\"lon\":0}")).isNull();
        assertThat(read(place, "{\"lat\":0,\"lon\":180.01}")).isNull();
        assertThat(read(place, "{\"lat\":0}")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100e2147483647",
                "1E-2147483647",
                "-10E+2147483647",
                "0.1e-2147483647",
                "1e2147483648",
                "1e99999999999999999999"
            })
    void shouldFindNothingInANumberOfAnySize(String number) {
        assertThat(read(Kind.NUMBER, "/v", "{\"v\":" + number + "}")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "-0.000", "0e99999999999", "-0.0E-2147483648"})
    void shouldFindOneZero(String number) {
        assertThat(read(Kind.NUMBER, "/v", "{\"v\":" + number + "}")).isEqualTo(new IndexValue.Number(BigDecimal.ZERO));
    }

    @ParameterizedTest
    @CsvSource({
        "2016-12-31T23:59:60Z,             2017-01-01T00:00:00Z",
        "2017-01-01T01:59:60.5+02:00,      2017-01-01T00:00:00.5Z",
        "2026-11-24t12:00:00z,             2026-11-24T12:00:00Z",
        "2026-11-24T12:00:00.1234567899Z,  2026-11-24T12:00:00.123456789Z",
        "2026-11-24T12:00:00-23:59,        2026-11-25T11:59:00Z",
        "2026-11-24T12:00+02:00,           2026-11-24T10:00:00Z"
    })
    void shouldReadWhatRfc3339Allows(String text, Instant instant) {
        assertThat(read(Kind.INSTANT, "/v", "{\"v\":\"" + text + "\"}")).isEqualTo(new IndexValue.Moment(instant));
    }

    @Test
    void shouldFindNothingInWhatIsNoState() {
        FieldReader reader = new FieldReader(new FoldDefinition(
                LIMITS, new IndexSet(true, List.of(new IndexDefinition("v", Kind.NUMBER, List.of("/v"))))));

        for (String state : List.of("", "{", "{\"v\":1", "{\"v\":", "7", "{\"v\" 1}", "{\"v\":[")) {
            assertThat(reader.read(state.getBytes(UTF_8))).as(state).containsOnlyNulls();
            assertThat(reader.readIndexed(state.getBytes(UTF_8))).as(state).isNotNull();
        }
    }

    private static IndexValue read(Kind kind, String pointer, String state) {
        return read(new IndexDefinition("v", kind, List.of(pointer)), state);
    }

    private static IndexValue read(IndexDefinition index, String state) {
        FoldDefinition definition = new FoldDefinition(LIMITS, new IndexSet(true, List.of(index)));
        FieldReader reader = new FieldReader(definition);
        IndexValue value = reader.read(state.getBytes(UTF_8)).get(0);
        byte[] encoded = value == null ? null : value.encode();
        assertThat(reader.readIndexed(state.getBytes(UTF_8)).values(1)).containsExactly(encoded);
        return value;
    }
}
