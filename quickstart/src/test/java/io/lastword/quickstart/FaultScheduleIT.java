package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.lastword.quickstart.Answer.Told;
import io.lastword.quickstart.Checker.Verdict;
import io.lastword.quickstart.Schedule.Act;
import io.lastword.quickstart.Schedule.Step;
import io.lastword.test.Faults;
import io.lastword.test.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Breaks everything at random while writers write and readers read, and holds every answer against the log.
 *
 * <p>{@link Seed} says which schedule, {@code -Dlastword.test.schedule.faults=N} sets its length, and
 * {@code -Dlastword.test.schedule.runs=N} runs so many with seeds that follow one another.
 */
@Faults
class FaultScheduleIT {

    private static final int FAULTS = Integer.getInteger("lastword.test.schedule.faults", 16);
    private static final int RUNS = Integer.getInteger("lastword.test.schedule.runs", 1);
    private static final long SEED = Seed.ofThisRun();
    private static final Duration MENDED_WITHIN = Duration.ofSeconds(90);
    private static final int LIES_SHOWN = 10;

    /** So many are about a log that is just being deleted, however few statements there are besides. */
    private static final int UNCHECKABLE_AT_ANY_RATE = 100;

    @Test
    void shouldAnswerNothingButTheFoldOfTheLogWhateverBreaks() {
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            System.out.println(
                    "fault schedule: -Dlastword.test.seed=" + seed + " -Dlastword.test.schedule.faults=" + FAULTS);
            run(seed);
        }
    }

    /** What is broken. */
    World world(Random random) {
        return new World(random);
    }

    /** Which ways of breaking it there are. */
    Set<Fault> faults() {
        return Fault.OF_ONE_BROKER;
    }

    private void run(long seed) {
        List<String> course = new ArrayList<>();
        try (World world = world(new Random(seed));
                Clients clients = new Clients(world)) {
            clients.start(seed);
            awaitClean(world, clients);
            List<Availability.Lived> lived = new ArrayList<>();
            Map<Fault, Instant> open = new EnumMap<>(Fault.class);
            for (Step step : Schedule.of(seed, FAULTS, faults()).steps()) {
                LockSupport.parkNanos(step.pause().toNanos());
                Instant now = Instant.now();
                course.add(now + " " + step);
                step.run(world);
                if (step.act() == Act.BEGINS) {
                    open.put(step.fault(), now);
                } else {
                    lived.add(new Availability.Lived(step.fault(), open.remove(step.fault()), Instant.now()));
                }
            }
            course.add(Instant.now() + " all is mended");
            clients.stopWriting();
            awaitClean(world, clients);
            course.add(Instant.now() + " all is clean");
            clients.close();
            new Availability(clients.answers(), lived)
                    .report()
                    .forEach(line -> System.out.println("fault schedule: " + line));
            assertThat(world.verify()).as("what verify finds").isEmpty();
            world.log().finish();
            check(world, clients);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "-Dlastword.test.seed=%d -Dlastword.test.schedule.faults=%d: %s%nThe course:%n%s"
                            .formatted(seed, FAULTS, e.getMessage(), String.join("\n", course)),
                    e);
        }
    }

    private static void check(World world, Clients clients) {
        Checker checker = new Checker(world.log().lives(), World.MAX_STATE_BYTES);
        List<String> lies =
                new ClaimChecker(world.log().lives()).check(world.log().claims());
        Verdict verdict = checker.check(clients.answers());
        lies.addAll(verdict.lies());
        lies.addAll(clients.failures());
        System.out.printf(
                "fault schedule: %d incarnations, %d records in the log of %d archived, %d claims, %d answers, %d of"
                        + " them statements, %d of these not checkable, %d lies; by status %s%n",
                world.log().lives().size(),
                world.log().recordsNow(),
                world.log().life().partitions().stream()
                        .mapToLong(PartitionArchive::size)
                        .sum(),
                world.log().claims().size(),
                clients.answers().size(),
                verdict.statements(),
                verdict.uncheckable(),
                lies.size(),
                clients.answers().stream()
                        .collect(Collectors.groupingBy(
                                answer -> answer.status() + " " + answer.problem(),
                                TreeMap::new,
                                Collectors.counting())));
        if (!lies.isEmpty()) {
            fail("%d lies:%n%s", lies.size(), String.join("\n", lies.subList(0, Math.min(LIES_SHOWN, lies.size()))));
        }
        assertThat(world.log().lives())
                .allSatisfy(life -> assertThat(life.partitions())
                        .extracting(PartitionArchive::unexplainedHoles)
                        .as("offsets of %s that were compacted away before they were archived", life)
                        .containsOnly(0L));
        assertThat(verdict.uncheckable()).isLessThan(Math.max(UNCHECKABLE_AT_ANY_RATE, verdict.statements() / 10));
        assertThat(world.generations()).as("generations left").containsOnly("1");
        seeAPlantedLie(world, clients, checker);
    }

    /** Shows that the oracle is awake: one wrong value in Redis, and it says so. */
    private static void seeAPlantedLie(World world, Clients clients, Checker checker) {
        Answer before = clients.lookUp(LogControl.ids(), null);
        String id = before.told().entrySet().stream()
                .filter(told -> told.getValue() instanceof Told.Found)
                .findFirst()
                .orElseThrow()
                .getKey();
        world.falsify(id);

        Answer after = clients.lookUp(LogControl.ids(), null);

        assertThat(checker.check(List.of(before)).lies()).isEmpty();
        assertThat(checker.check(List.of(after)).lies())
                .hasSize(1)
                .first()
                .asString()
                .contains(id);
    }

    /** Waits for an answer about every entity that is caught up since now; the checker sees whether it is true. */
    private static void awaitClean(World world, Clients clients) {
        Instant since = Instant.now();
        AtomicReference<Answer> last = new AtomicReference<>();
        try {
            await("a store that is caught up since " + since)
                    .atMost(MENDED_WITHIN)
                    .until(() -> {
                        Answer answer = clients.lookUp(LogControl.ids(), null);
                        last.set(answer);
                        return answer != null
                                && answer.caughtUpAt() != null
                                && answer.caughtUpAt().isAfter(since)
                                && answer.surelyOf().equals(world.log().life().incarnation());
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + " The last answer: " + last.get(), e);
        }
    }
}
