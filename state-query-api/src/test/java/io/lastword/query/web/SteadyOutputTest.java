package io.lastword.query.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadyOutputTest {

    private long nanos;
    private long nanosPerWrite;
    private final ByteArrayOutputStream client = new ByteArrayOutputStream() {
        @Override
        public void write(byte[] bytes, int offset, int length) {
            nanos += nanosPerWrite;
            super.write(bytes, offset, length);
        }
    };
    private final SteadyOutput out = new SteadyOutput(client, () -> nanos);

    @Test
    void shouldGiveUpAClientThatTrickles() {
        nanosPerWrite = Duration.ofSeconds(4).toNanos();

        assertThatThrownBy(() -> out.write(new byte[1 << 20])).isInstanceOf(IOException.class);

        assertThat(client.size()).isLessThan(SteadyOutput.LEAST_BYTES);
    }

    @Test
    void shouldWriteForHoursToAClientThatReadsSteadily() throws IOException {
        nanosPerWrite = Duration.ofSeconds(2).toNanos();

        out.write(new byte[32 << 20]);

        assertThat(client.size()).isEqualTo(32 << 20);
        assertThat(Duration.ofNanos(nanos)).isGreaterThan(Duration.ofHours(1));
    }

    @Test
    void shouldNotCountTheTimeInWhichThereIsNothingToTake() throws IOException {
        for (int i = 0; i < 100; i++) {
            out.write(1);
            nanos += Duration.ofMinutes(1).toNanos();
        }

        assertThat(client.size()).isEqualTo(100);
    }
}
