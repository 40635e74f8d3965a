package io.lastword.model.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it must not accept is the business of {@link StateReaderTest} and {@link StateReaderFuzzTest}. */
class StateScannerTest {

    private static final int MAX_DEPTH = 3;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {\r\n\t} \n",
                "{\"a\":1,\"b\":-0.5e+10,\"c\":[true,false,null],\"d\":{\"e\":[]}}",
                "{\"esc\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"}",
                "{\"city\":\"東京\",\"mood\":\"😀\"}"
            })
    void shouldRecogniseOrdinaryStatesWithoutTheParser(String state) {
        assertThat(accepts(state)).isTrue();
    }

    @Test
    void shouldRecogniseAStateThatNestsAsDeepAsAllowed() {
        assertThat(accepts("{\"a\":[{\"b\":1}]}")).isTrue();
        assertThat(accepts("{\"a\":[{\"b\":[]}]}")).isFalse();
    }

    @Test
    void shouldLeaveLongNumbersToTheParser() {
        assertThat(accepts("{\"n\":" + "9".repeat(100) + "}")).isTrue();
        assertThat(accepts("{\"n\":" + "9".repeat(101) + "}")).isFalse();
    }

    @Test
    void shouldNotRecogniseWhatIsNotUtf8() {
        assertThat(StateScanner.accepts("{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1), MAX_DEPTH))
                .isFalse();
    }

    @Test
    void shouldNotRecogniseAnObjectThatSomethingFollows() {
        assertThat(accepts("{}é")).isFalse();
        assertThat(accepts("{}{}")).isFalse();
    }

    private static boolean accepts(String state) {
        return StateScanner.accepts(state.getBytes(UTF_8), MAX_DEPTH);
    }
}
