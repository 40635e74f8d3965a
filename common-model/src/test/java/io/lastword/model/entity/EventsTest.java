package io.lastword.model.entity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {

    @ParameterizedTest
    @ValueSource(strings = {"updated", "a", "0", "com.example.Device_moved-v2", Events.UPDATED, Events.DEREGISTERED})
    void shouldTakeOrdinaryNames(String event) {
        boolean wellFormed = Events.isWellFormed(event);

        assertThat(wellFormed).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", ".a", "-a", "_a", "a\n", "ä", "a/b"})
    void shouldNotTakeAnythingElse(String event) {
        boolean wellFormed = Events.isWellFormed(event);

        assertThat(wellFormed).isFalse();
    }

    @Test
    void shouldBoundTheLength() {
        boolean longest = Events.isWellFormed("x".repeat(128));
        boolean longer = Events.isWellFormed("x".repeat(129));

        assertThat(longest).isTrue();
        assertThat(longer).isFalse();
    }
}
