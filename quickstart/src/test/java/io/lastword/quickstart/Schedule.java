package io.lastword.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Which faults begin and end in which order, with which pauses. The order is all of it: a step that takes long delays
 * those after it and changes nothing else.
 *
 * @param steps every fault begins once and ends once, later; of overlapping faults none holds what another needs
 */
record Schedule(List<Step> steps) {

    private static final Duration LEAST_PAUSE = Duration.ofMillis(200);
    private static final Duration MOST_PAUSE = Duration.ofMillis(2_500);
    private static final int MOST_AT_ONCE = 3;

    Schedule {
        steps = List.copyOf(steps);
    }

    enum Act {
        BEGINS,
        ENDS
    }

    /**
     * One thing to do.
     *
     * @param pause between the step before and this one
     */
    record Step(Duration pause, Fault fault, Act act) {

        void run(World world) {
            switch (act) {
                case BEGINS -> fault.begin(world);
                case ENDS -> fault.end(world);
            }
        }

        @Override
        public String toString() {
            return "after %4d ms %s %s".formatted(pause.toMillis(), fault, act == Act.BEGINS ? "begins" : "ends");
        }
    }

    private record Planned(Duration at, Fault fault, Act act) {}

    /**
     * The schedule of a seed: the same each time.
     *
     * @param faults how many
     * @param drawn from these
     */
    static Schedule of(long seed, int faults, Set<Fault> drawn) {
        RandomGenerator random = new SplittableRandom(seed);
        PriorityQueue<Planned> ends = new PriorityQueue<>(Comparator.comparing(Planned::at));
        List<Planned> planned = new ArrayList<>();
        Duration now = Duration.ZERO;
        for (int begun = 0; begun < faults; begun++) {
            now = now.plus(between(random, LEAST_PAUSE, MOST_PAUSE));
            while (!ends.isEmpty() && (ends.peek().at().compareTo(now) <= 0 || ends.size() >= MOST_AT_ONCE)) {
                planned.add(ends.peek());
                now = later(now, ends.remove().at());
            }
            Fault fault = draw(random, drawn, ends.stream().map(Planned::fault).toList());
            planned.add(new Planned(now, fault, Act.BEGINS));
            Duration end = now.plus(
                    between(random, fault.lasting().least(), fault.lasting().most()));
            ends.add(new Planned(end, fault, Act.ENDS));
        }
        while (!ends.isEmpty()) {
            planned.add(ends.remove());
        }
        return new Schedule(withPauses(planned));
    }

    private static List<Step> withPauses(List<Planned> planned) {
        List<Step> steps = new ArrayList<>();
        Duration before = Duration.ZERO;
        for (Planned each : planned) {
            Duration at = later(before, each.at());
            steps.add(new Step(at.minus(before), each.fault(), each.act()));
            before = at;
        }
        return steps;
    }

    private static Fault draw(RandomGenerator random, Set<Fault> drawn, List<Fault> open) {
        List<Fault> possible = drawn.stream()
                .filter(fault -> open.stream().allMatch(fault::goesWith))
                .toList();
        int left = random.nextInt(possible.stream().mapToInt(Fault::weight).sum());
        for (Fault fault : possible) {
            left -= fault.weight();
            if (left < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("no fault can be drawn while these are open: " + open);
    }

    private static Duration between(RandomGenerator random, Duration least, Duration most) {
        return least.plusMillis(random.nextInt(Math.toIntExact(most.minus(least).toMillis()) + 1));
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
