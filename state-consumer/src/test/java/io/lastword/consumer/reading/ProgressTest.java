package io.lastword.consumer.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.topic.TestTimes;
import io.lastword.consumer.topic.Times;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.store.Generation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final Times times = TestTimes.of(clock.withZone(ZoneOffset.UTC));
    private final Progress progress = new Progress(times);

    @Test
    void shouldGetOnWithEveryStepThatMovesThePosition() {
        progress.foldsInto(generation("one", 10));
        pass(60);
        progress.reached(11, false);

        assertThat(standing()).isZero();
    }

    @Test
    void shouldGetOnWhereNothingIsLeftToRead() {
        progress.foldsInto(generation("one", 10));
        pass(60);
        progress.reached(10, true);

        assertThat(standing()).isZero();
    }

    @Test
    void shouldStandWhereItIsPlannedAnewForEver() {
        progress.foldsInto(generation("one", 10));
        for (int plan = 0; plan < 60; plan++) {
            pass(1);
            progress.hinderedBy("a round failed");
            progress.foldsInto(generation("one", 10));
            progress.reached(10, false);
        }

        assertThat(standing()).isEqualTo(Duration.ofSeconds(60));
        assertThat(progress.stand(3, false).offset()).isEqualTo(10);
        assertThat(progress.stand(3, false).cause()).isEqualTo("a round failed");
    }

    @Test
    void shouldGetOnFromWhereTheStoreWasSetBackTo() {
        progress.foldsInto(generation("one", 100));
        pass(60);
        progress.foldsInto(generation("one", 10));
        progress.reached(11, false);

        assertThat(standing()).isZero();
    }

    @Test
    void shouldGetOnWithANewGeneration() {
        progress.foldsInto(generation("one", 100));
        pass(60);
        progress.foldsInto(generation("two", 0));

        assertThat(standing()).isZero();
    }

    private void pass(int seconds) {
        now.updateAndGet(before -> before.plusSeconds(seconds));
    }

    private Duration standing() {
        return times.elapsed(progress.stand(3, false).since());
    }

    private static Generation generation(String id, long offset) {
        return new Generation(
                id,
                new Position(new Incarnation("topic-id-of-this-log"), offset, 0),
                1,
                OwnedPartitionTest.TYPE.definition(),
                new Generation.Build("store-empty", 0, 0, START, 0),
                null,
                Duration.ofDays(1),
                null,
                0,
                0);
    }
}
