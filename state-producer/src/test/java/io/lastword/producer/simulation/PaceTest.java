package io.lastword.producer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void shouldBeDueEvenly() {
        Pace pace = new Pace(4, 100);

        assertThat(pace.nanosUntilNext(100)).isZero();
        pace.took();
        assertThat(pace.nanosUntilNext(100)).isEqualTo(SECOND / 4);
        assertThat(pace.nanosUntilNext(100 + SECOND / 8)).isEqualTo(SECOND / 8);
        assertThat(pace.nanosUntilNext(100 + SECOND / 4)).isZero();
    }

    @Test
    void shouldNotDriftWhereARateDividesNoSecond() {
        Pace pace = new Pace(3, 0);
        for (int i = 0; i < 3_000_000; i++) {
            pace.took();
        }

        assertThat(pace.nanosUntilNext(1_000_000 * SECOND - 1)).isEqualTo(1);
    }

    @Test
    void shouldCatchUpOnWhatWasMissed() {
        Pace pace = new Pace(1_000, 0);

        assertThat(dueAt(pace, SECOND / 2)).isEqualTo(501);
    }

    @Test
    void shouldCatchUpOnNoMoreThanASecondAfterAStall() {
        Pace pace = new Pace(1_000, 0);
        dueAt(pace, SECOND);

        assertThat(dueAt(pace, 60 * SECOND)).isEqualTo(1_001);
        assertThat(dueAt(pace, 61 * SECOND)).isEqualTo(1_000);
    }

    /** Takes all that is due. */
    private static int dueAt(Pace pace, long now) {
        int due = 0;
        while (pace.nanosUntilNext(now) == 0) {
            pace.took();
            due++;
        }
        return due;
    }
}
