package io.lastword.model.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Incarnation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogEntryTest {

    private static final CatalogEntry ENTRY = new CatalogEntry(new Incarnation("p4fQ2kZ9QhOeUqX0c1mB3g"), 8);

    @Test
    void shouldEncodeAsPromised() {
        String text = ENTRY.encode();

        assertThat(text).isEqualTo("p4fQ2kZ9QhOeUqX0c1mB3g 8");
    }

    @Test
    void shouldDecodeWhatItEncoded() {
        CatalogEntry entry = CatalogEntry.decode("p4fQ2kZ9QhOeUqX0c1mB3g 8");

        assertThat(entry).isEqualTo(ENTRY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "p4fQ2kZ9QhOeUqX0c1mB3g",
                "p4fQ2kZ9QhOeUqX0c1mB3g ",
                "p4fQ2kZ9QhOeUqX0c1mB3g x",
                "p4fQ2kZ9QhOeUqX0c1mB3g 8 9",
                "p4fQ2kZ9QhOeUqX0c1mB3g 0",
                "p4fQ2kZ9QhOeUqX0c1mB3g -8",
                "p4fQ2kZ9QhOeUqX0c1mB3g 99999999999",
                "short 8",
                " 8"
            })
    void shouldNotDecodeAnythingElse(String text) {
        CatalogEntry entry = CatalogEntry.decode(text);

        assertThat(entry).isNull();
    }
}
