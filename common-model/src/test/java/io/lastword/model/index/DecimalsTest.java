package io.lastword.model.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

    @ParameterizedTest
    @CsvSource({
        "2E+1,                       20",
        "1E+2,                       100",
        "-1.5E+3,                    -1500",
        "1E+20,                      100000000000000000000",
        "1E+21,                      1E+21",
        "123456789012345678901,      123456789012345678901",
        "1E-7,                       0.0000001",
        "1E-20,                      0.00000000000000000001",
        "1E-21,                      1E-21",
        "0,                          0",
        "12.50,                      12.50"
    })
    void shouldWriteUpToTwentyOneDigitsPlainly(BigDecimal number, String text) {
        assertThat(Decimals.text(number)).isEqualTo(text);
        assertThat(new BigDecimal(Decimals.text(number))).isEqualTo(new BigDecimal(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "e5", "1e", "0e", "0e+", "x", "1e99999999999", "-.5e99999999999", "00e9x"})
    void shouldReadNothingWithoutFailing(String text) {
        assertThat(Decimals.read(text)).isNull();
    }
}
