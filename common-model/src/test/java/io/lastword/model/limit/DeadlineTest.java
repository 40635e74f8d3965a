package io.lastword.model.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void shouldBeOverWhenItsTimeHasPassed() {
        Deadline deadline = Deadline.in(Duration.ofNanos(10), nanos::get);

        assertThat(deadline.isOver()).isFalse();
        assertThat(deadline.left()).isEqualTo(Duration.ofNanos(10));
        nanos.set(10);
        assertThat(deadline.isOver()).isTrue();
        nanos.set(15);
        assertThat(deadline.left()).isZero();
    }

    @Test
    void shouldBearReadingsThatOverflow() {
        nanos.set(Long.MAX_VALUE - 5);
        Deadline deadline = Deadline.in(Duration.ofNanos(10), nanos::get);

        assertThat(deadline.isOver()).isFalse();
        nanos.addAndGet(10);
        assertThat(deadline.isOver()).isTrue();
    }
}
