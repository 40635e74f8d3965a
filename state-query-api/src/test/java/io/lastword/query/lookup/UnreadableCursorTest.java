package io.lastword.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadableCursorTest {

    private static final UnreadableCursor CURSOR = new UnreadableCursor(
                    "device", "AbCdEfGh", 3, "g1", "18446744073709551615", Collections.emptySortedSet())
            .after(List.of(unreadable("a"), unreadable("b")));

    @Test
    void shouldComeBackFromItsText() {
        String text = CURSOR.encode();

        assertThat(text).matches("[A-Za-z0-9_-]+");
        UnreadableCursor again = UnreadableCursor.decode("device", text);
        assertThat(again).isEqualTo(CURSOR);
        assertThat(again.hasGiven(new EntityId("b"))).isTrue();
        assertThat(again.hasGiven(new EntityId("c"))).isFalse();
    }

    @Test
    void shouldBeRefusedForAnotherType() {
        String text = CURSOR.encode();

        assertThatThrownBy(() -> UnreadableCursor.decode("driver", text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1\ndevice",
                "2\ndevice\nAbCdEfGh\n3\ng1\n0\n",
                "1\ndevice\nAbCdEfGh\n-1\ng1\n0\n",
                "1\ndevice\nAbCdEfGh\n256\ng1\n0\n",
                "1\ndevice\nAbCdEfGh\n3\ng1\nx\n",
                "1\ndevice\nAbCdEfGh\n3\ng1\n18446744073709551616\n",
                "1\ndevice\nAbCdEfGh\n3\ng1\n0\nodd",
                "1\ndevice\nAbCdEfGh\n03\ng1\n0\n"
            })
    void shouldBeRefusedWhereItWasNotMadeHere(String content) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(content.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> UnreadableCursor.decode("device", text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContainingAll("cursor='" + text + "'", "leave it out");
    }

    private static UnreadableEntity unreadable(String id) {
        return new UnreadableEntity(new EntityId(id), 7, Instant.EPOCH, "bad");
    }
}
