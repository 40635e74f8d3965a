package io.lastword.producer.web.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineSpanTest {

    private final LineSpan span = new LineSpan();

    @Test
    void shouldCountAndListTheRejectedLinesAsRanges() {
        span.accepted(4);
        for (long line : new long[] {5, 6, 9}) {
            span.rejected(line);
        }
        span.unknown(12);
        span.notWritten(13);

        LineSpan.Summary summary = span.summary();

        assertThat(summary.lines()).isEqualTo("4-13");
        assertThat(summary.rejected()).isEqualTo(3);
        assertThat(summary.rejectedLines()).containsExactly("5-6", "9");
        assertThat(summary.accepted()).isEqualTo(1);
        assertThat(summary.unknown()).isEqualTo(1);
        assertThat(summary.notWritten()).isEqualTo(1);
    }

    @Test
    void shouldJoinRangesOfTwoSpans() {
        LineSpan later = new LineSpan();
        span.rejected(1);
        span.rejected(2);
        later.rejected(3);
        later.rejected(8);

        span.add(later);

        assertThat(span.summary().rejectedLines()).containsExactly("1-3", "8");
        assertThat(span.summary().rejected()).isEqualTo(4);
        assertThat(span.summary().lines()).isEqualTo("1-8");
    }

    @Test
    void shouldListNoLinesRatherThanSomeWhenThereAreTooManyRanges() {
        for (int i = 0; i < LineSpan.MAX_RANGES; i++) {
            span.rejected(2L * i);
        }
        assertThat(span.summary().rejectedLines()).hasSize(LineSpan.MAX_RANGES);
        LineSpan later = new LineSpan();
        later.rejected(1_000_000);

        span.add(later);

        assertThat(span.summary().rejectedLines()).isNull();
        assertThat(span.summary().rejected()).isEqualTo(LineSpan.MAX_RANGES + 1);
    }
}
