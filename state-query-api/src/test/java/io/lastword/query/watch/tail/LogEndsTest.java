package io.lastword.query.watch.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogEndsTest {

    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");

    private final LogEnds ends = new LogEnds();

    @Test
    void shouldDateAPositionByTheLatestMomentThatTheLogDidNotReachBeyondIt() {
        ends.add(T0, new long[] {5, 5});
        ends.add(T0.plusSeconds(1), new long[] {7, 5});
        ends.add(T0.plusSeconds(2), new long[] {7, 9});

        assertThat(ends.date(Span.all(2), new long[] {7, 8}, null)).isEqualTo(T0.plusSeconds(1));
        assertThat(ends.date(Span.one(0), new long[] {7, 0}, null)).isEqualTo(T0.plusSeconds(2));
        assertThat(ends.date(Span.all(2), new long[] {4, 9}, null)).isNull();
    }

    @Test
    void shouldNeverGoBackBehindWhatIsKnown() {
        ends.add(T0, new long[] {5});

        assertThat(ends.date(Span.all(1), new long[] {9}, T0.plusSeconds(5))).isEqualTo(T0.plusSeconds(5));
        assertThat(ends.date(Span.all(1), new long[] {4}, T0.minusSeconds(5))).isEqualTo(T0.minusSeconds(5));
    }
}
