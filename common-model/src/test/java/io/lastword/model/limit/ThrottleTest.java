package io.lastword.model.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Throttle throttle = new Throttle(Duration.ofNanos(10), nanos::get);

    @Test
    void shouldLetOneOfAPeriodPassAndCountTheOthers() {
        assertThat(throttle.pass()).isEqualTo(OptionalLong.of(0));
        assertThat(throttle.pass()).isEmpty();
        nanos.addAndGet(9);
        assertThat(throttle.pass()).isEmpty();
        nanos.addAndGet(1);

        assertThat(throttle.pass()).isEqualTo(OptionalLong.of(2));
        assertThat(throttle.pass()).isEmpty();
    }
}
