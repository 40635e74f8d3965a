package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.quickstart.Fault.Organ;
import io.lastword.quickstart.Schedule.Act;
import io.lastword.quickstart.Schedule.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final int FAULTS = 20;

    @Test
    void shouldBeTheSameForTheSameSeed() {
        assertThat(Schedule.of(4711, FAULTS, Fault.OF_ONE_BROKER))
                .isEqualTo(Schedule.of(4711, FAULTS, Fault.OF_ONE_BROKER));
        assertThat(Schedule.of(4711, FAULTS, Fault.OF_ONE_BROKER))
                .isNotEqualTo(Schedule.of(4712, FAULTS, Fault.OF_ONE_BROKER));
    }

    @Test
    void shouldBeginEachFaultOnceAndEndItOnceLater() {
        for (long seed = 0; seed < 200; seed++) {
            List<Fault> open = new ArrayList<>();
            int begun = 0;
            for (Step step : Schedule.of(seed, FAULTS, Fault.OF_THREE_BROKERS).steps()) {
                if (step.act() == Act.BEGINS) {
                    open.add(step.fault());
                    begun++;
                } else {
                    assertThat(open.remove(step.fault())).isTrue();
                }
            }
            assertThat(open).isEmpty();
            assertThat(begun).isEqualTo(FAULTS);
        }
    }

    /** A step that needs what is broken at that time waits in vain: a rebuild while Redis is stopped, for example. */
    @Test
    void shouldHaveNoStepThatCannotSucceed() {
        for (long seed = 0; seed < 1_000; seed++) {
            List<Fault> open = new ArrayList<>();
            for (Step step : Schedule.of(seed, FAULTS, Fault.OF_THREE_BROKERS).steps()) {
                open.remove(step.fault());
                Set<Organ> broken = EnumSet.noneOf(Organ.class);
                open.forEach(other -> broken.addAll(other.holds()));

                assertThat(Collections.disjoint(broken, step.fault().needs())
                                && Collections.disjoint(broken, step.fault().holds()))
                        .as("what is broken at %s of seed %d: %s", step, seed, broken)
                        .isTrue();

                if (step.act() == Act.BEGINS) {
                    open.add(step.fault());
                }
            }
        }
    }

    @Test
    void shouldBringEveryFaultWithinAFewSeeds() {
        for (long first = 0; first < 200; first += 10) {
            assertThat(drawn(first, 10, Fault.OF_ONE_BROKER)).isEqualTo(Fault.OF_ONE_BROKER);
        }
        for (long first = 0; first < 400; first += 40) {
            assertThat(drawn(first, 40, Fault.OF_THREE_BROKERS)).isEqualTo(Fault.OF_THREE_BROKERS);
        }
    }

    private static Set<Fault> drawn(long first, int seeds, Set<Fault> from) {
        return LongStream.range(first, first + seeds)
                .mapToObj(seed -> Schedule.of(seed, FAULTS, from))
                .flatMap(schedule -> schedule.steps().stream())
                .map(Step::fault)
                .collect(Collectors.toSet());
    }

    @Test
    void shouldOverlapFaults() {
        List<Step> steps = Schedule.of(1, FAULTS, Fault.OF_ONE_BROKER).steps();
        long nested = LongStream.range(1, steps.size())
                .filter(i -> steps.get((int) i).act() == Act.BEGINS
                        && steps.get((int) i - 1).act() == Act.BEGINS)
                .count();

        assertThat(nested).isPositive();
    }
}
