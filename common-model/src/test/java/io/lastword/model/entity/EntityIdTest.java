package io.lastword.model.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "...", ". ", "device 1", "a%2Fb", "Zoë", "😀", "a:b?c#d&e=f+g", "\u2028", "\ufeff"})
    void shouldLetAnyOrdinaryTextBeWritten(String value) {
        EntityId id = EntityId.writable(value);

        assertThat(id.value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ë", "東", "😀"})
    void shouldLetTheLongestIdBeWritten(String character) {
        String value = character.repeat(EntityId.MAX_WRITABLE_CHARS / character.length());

        EntityId id = EntityId.writable(value);

        assertThat(id.toKey()).hasSizeLessThanOrEqualTo(EntityId.MAX_BYTES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``          | the id is empty; give it 1 to 255 characters",
                "`.`         | the id is '.', which a URL path cannot carry; use another one",
                "`..`        | the id is '..', which a URL path cannot carry; use another one",
                "`a/b`       | the id has '/' at index 1, which is not allowed in an id",
                "`ab\\`      | the id has '\\' at index 2, which is not allowed in an id",
                "`;`         | the id has ';' at index 0, which is not allowed in an id",
                "`a\u0000`   | the id has the control character U+0000 at index 1; remove it",
                "`a\n`       | the id has the control character U+000A at index 1; remove it",
                "`\u007f`    | the id has the control character U+007F at index 0; remove it",
                "`\u0085`    | the id has the control character U+0085 at index 0; remove it",
                "`a\ud800`   | the id has an unpaired surrogate; send well-formed Unicode text",
                "`\udc00a`   | the id has an unpaired surrogate; send well-formed Unicode text",
            })
    void shouldSayWhatIsWrongWithAnId(String value, String message) {
        assertThatThrownBy(() -> EntityId.writable(value))
                .isInstanceOf(InvalidIdException.class)
                .hasMessage(message);
    }

    @Test
    void shouldRefuseToWriteALongerId() {
        assertThatThrownBy(() -> EntityId.writable("x".repeat(256)))
                .isInstanceOf(InvalidIdException.class)
                .hasMessage("the id has 256 characters; at most 255 are allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "device-1         | device-1",
                "a%20b            | a b",
                "a+b              | a+b",
                "100%25           | 100%",
                "%252F            | %2F",
                "Zo%C3%AB         | Zoë",
                "Zo%c3%ab         | Zoë",
                "Zoë%21           | Zoë!",
                "%F0%9F%98%80     | 😀",
                "😀%2e            | 😀.",
                "%E2%80%A8        | `\u2028`",
            })
    void shouldDecodeAPathSegment(String segment, String value) {
        EntityId id = EntityId.fromPathSegment(segment);

        assertThat(id.value()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a%      | broken percent-escape at index 1",
                "a%2     | broken percent-escape at index 1",
                "%zz     | broken percent-escape at index 0",
                "%2g     | broken percent-escape at index 0",
                "%%20    | broken percent-escape at index 0",
                "%+1     | broken percent-escape at index 0",
                "%\uff11\uff11  | broken percent-escape at index 0",
                "%C3     | the id is not UTF-8 after percent-decoding",
                "%C3%28  | the id is not UTF-8 after percent-decoding",
                "%C0%AE  | the id is not UTF-8 after percent-decoding",
                "%ED%A0%80 | the id is not UTF-8 after percent-decoding",
                "%FF     | the id is not UTF-8 after percent-decoding",
                "%2F     | the id has '/' at index 0",
                "a%2fb   | the id has '/' at index 1",
                "a;v=1   | the id has ';' at index 1",
                "a%3Bv   | the id has ';' at index 1",
                "%5C     | the id has '\\' at index 0",
                "%00     | the control character U+0000 at index 0",
                "%2e%2E  | the id is '..'",
                "``      | the id is empty",
                "\ud800%41 | the id has an unpaired surrogate",
                "\ud800  | the id has an unpaired surrogate",
            })
    void shouldSayWhatIsWrongWithAPathSegment(String segment, String message) {
        assertThatThrownBy(() -> EntityId.fromPathSegment(segment))
                .isInstanceOf(InvalidIdException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"device-1", "a/b", ";", "\u0000", ".", "..", "Zoë", "😀"})
    void shouldReadEveryKeyOfTheLog(String value) {
        Optional<EntityId> id = EntityId.fromKey(value.getBytes(StandardCharsets.UTF_8));

        assertThat(id).contains(new EntityId(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ff", "c328", "c080", "eda080", "f4908080", "e282"})
    void shouldNotReadAKeyThatIsNotText(String hex) {
        Optional<EntityId> id = EntityId.fromKey(HexFormat.of().parseHex(hex));

        assertThat(id).isEmpty();
    }

    @Test
    void shouldReadTheLongestKey() {
        Optional<EntityId> id = EntityId.fromKey("x".repeat(1024).getBytes(StandardCharsets.UTF_8));

        assertThat(id).contains(new EntityId("x".repeat(1024)));
    }

    @Test
    void shouldNotReadALongerKey() {
        Optional<EntityId> id = EntityId.fromKey("x".repeat(1025).getBytes(StandardCharsets.UTF_8));

        assertThat(id).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ë", "東"})
    void shouldRefuseMoreBytesThanAKeyMayHave(String character) {
        assertThatThrownBy(() -> new EntityId(character.repeat(1025)))
                .isInstanceOf(InvalidIdException.class)
                .hasMessage("the id has more than 1024 bytes in UTF-8; use a shorter one");
    }

    @Test
    void shouldShowAnIdAsItsText() {
        String text = new EntityId("Zoë").toString();

        assertThat(text).isEqualTo("Zoë");
    }
}
