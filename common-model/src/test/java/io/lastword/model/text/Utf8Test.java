package io.lastword.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @Test
    void shouldDecodeEveryCodePointThatHasAnEncoding() {
        StringBuilder all = new StringBuilder();
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                all.appendCodePoint(codePoint);
            }
        }

        String decoded = Utf8.decode(all.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(all.toString().equals(decoded)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"80", "c0ae", "c3", "e08080", "e282", "eda080", "edbfbf", "f0808080", "f4908080", "f8", "ff"})
    void shouldDecodeNothingElse(String hex) {
        String decoded = Utf8.decode(HexFormat.of().parseHex("61" + hex + "62"));

        assertThat(decoded).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ë", "😀", "a😀b😀"})
    void shouldSayThatWholeTextHasAnEncoding(String text) {
        boolean encodable = Utf8.isEncodable(text);

        assertThat(encodable).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83d", "\ude00a", "\ud83d\ud83d\ude00", "\ude00\ud83d", "😀\ud83d"})
    void shouldSayThatHalfACharacterHasNone(String text) {
        boolean encodable = Utf8.isEncodable(text);

        assertThat(encodable).isFalse();
    }
}
