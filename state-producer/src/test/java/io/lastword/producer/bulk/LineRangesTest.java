package io.lastword.producer.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineRangesTest {

    @Test
    void shouldJoinNeighbours() {
        assertThat(LineRanges.of(List.of(9L, 3L, 2L, 4L, 7L, 10L))).containsExactly("2-4", "7", "9-10");
    }

    @Test
    void shouldHaveNoRangeWithoutLines() {
        assertThat(LineRanges.of(List.of())).isEmpty();
    }
}
