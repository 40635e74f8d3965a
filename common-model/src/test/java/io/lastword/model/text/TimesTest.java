package io.lastword.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T12:00:00Z,           2026-03-01T12:00:00.000Z",
        "2026-03-01T12:00:00.001Z,       2026-03-01T12:00:00.001Z",
        "2026-03-01T12:00:00.123999999Z, 2026-03-01T12:00:00.123Z",
        "1969-12-31T23:59:59.9999Z,      1969-12-31T23:59:59.999Z"
    })
    void shouldWriteThreeDigitsOfASecond(Instant instant, String text) {
        assertThat(Times.text(instant)).isEqualTo(text);
    }

    @Test
    void shouldWriteEveryTimeThatARecordCanHave() {
        assertThat(Times.text(Instant.ofEpochMilli(-1))).isEqualTo("1969-12-31T23:59:59.999Z");
        assertThat(Times.text(Instant.ofEpochMilli(Long.MAX_VALUE))).isEqualTo("+292278994-08-17T07:12:55.807Z");
        assertThat(Times.text(Instant.ofEpochMilli(Long.MIN_VALUE))).isEqualTo("-292275055-05-16T16:47:04.192Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T12:00:00Z,           2026-03-01T12:00:00.000Z",
        "2026-03-01T12:00:00.1Z,         2026-03-01T12:00:00.100Z",
        "2026-03-01T12:00:00.123456789Z, 2026-03-01T12:00:00.123456789Z"
    })
    void shouldWriteAValueExactly(Instant instant, String text) {
        assertThat(Times.exactText(instant)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-01",
                "2026-02-30T00:00:00Z",
                "2026-03-01T12:00:60Z",
                "2026-03-01T24:00:00Z",
                "2026-03-01T12:00:00",
                "2026-03-01T12:00:00+24:00",
                "2026-03-01T12:00:00+02:60",
                "2026-03-01T12:00:61Z"
            })
    void shouldReadNothingElse(String text) {
        assertThat(Times.read(text)).isNull();
    }
}
