package io.lastword.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Faults;
import io.lastword.test.Seed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * A client that is slow, greedy, malformed and gone again, against the three services with small heaps, next to
 * well-behaved ones.
 *
 * <p>{@code -Dlastword.test.adversary.seconds=N} says for how long, {@code -Dlastword.test.seed=N} which requests are
 * made up.
 */
@Faults
class AdversaryIT {

    private static final Duration LASTING = Duration.ofSeconds(Long.getLong("lastword.test.adversary.seconds", 60));
    private static final long SEED = Seed.ofThisRun();
    private static final Duration QUIET = Duration.ofSeconds(8);

    /** Within this the services have noticed that a client is gone, or makes no progress. */
    private static final Duration GIVEN_BACK_WITHIN = Duration.ofSeconds(90);

    /** How much longer a well-behaved request may take: the adversary keeps both cores busy. */
    private static final double FACTOR = 40;

    /** Below this a longer p99 is not held against a service, where broker, Redis, services and both kinds of clients share two cores. */
    private static final double ALWAYS_ALLOWED_MILLIS = 1_500;

    private final Tally tally = new Tally();
    private final Map<String, String> broken = new ConcurrentHashMap<>();

    @Test
    void shouldGoOnServingOthersWhateverOneClientDoes() throws Exception {
        try (Scene scene = new Scene()) {
            Neighbours neighbours = new Neighbours(scene.query(), scene.producer(), scene.consumer());
            neighbours.ask(QUIET);
            Neighbours.Seen quiet = neighbours.ask(QUIET);
            Map<Target, Map<String, Double>> before = held(scene);
            assertThat(before.values().stream().mapToInt(Map::size).sum())
                    .as("gauges of what clients hold: " + before.values())
                    .isEqualTo(HELD_GAUGES);

            Neighbours.Seen attacked = attack(scene, neighbours);

            report(scene, quiet, attacked);
            assertThat(scene.all()).allMatch(scene::alive);
            assertThat(scene.all()).noneMatch(target -> scene.output(target).contains("OutOfMemoryError"));
            assertThat(tally.faults()).isEmpty();
            assertThat(broken).isEmpty();
            for (String kind : List.of("read", "write", "probe")) {
                assertThat(attacked.good(kind))
                        .as(kind + "s answered with 200: " + attacked)
                        .isEqualTo(attacked.all(kind));
                assertThat(attacked.percentile(kind, 0.99))
                        .as("p99 of a %s in ms, of which %.1f is usual", kind, quiet.percentile(kind, 0.99))
                        .isLessThan(Math.max(ALWAYS_ALLOWED_MILLIS, FACTOR * quiet.percentile(kind, 0.99)));
            }
            awaitGivenBack(scene, before);
        }
    }

    private Neighbours.Seen attack(Scene scene, Neighbours neighbours) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Attack> attacks = new ArrayList<>();
        scene.all().forEach(target -> attacks.add(Attack.fuzzing(target, tally)));
        attacks.add(Attack.greed(scene.query(), tally));
        attacks.add(Attack.greed(scene.query(), tally));
        scene.all().forEach(target -> attacks.add(Attack.forms(target, tally)));
        attacks.add(Attack.leaving(scene.query(), scene.producer(), scene.farToken(), tally));
        ExecutorService threads = Executors.newCachedThreadPool();
        try (SlowClients slow = new SlowClients(scene.query(), scene.producer(), scene.consumer(), scene.farToken())) {
            slow.openAll();
            threads.execute(
                    () -> repeat("slow clients", over, Duration.ofSeconds(1), new Random(), random -> slow.drip()));
            for (int i = 0; i < attacks.size(); i++) {
                Attack attack = attacks.get(i);
                Random random = new Random(SEED * 31 + i);
                String name = "attack " + i;
                threads.execute(() -> repeat(name, over, Duration.ofMillis(20), random, attack));
            }
            Neighbours.Seen seen = neighbours.ask(LASTING);
            over.set(true);
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            System.out.printf(
                    "adversary: %d slow clients, trickling ones were ended %d times%n", slow.count(), slow.reopened());
            return seen;
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private void repeat(String name, AtomicBoolean over, Duration pause, Random random, Attack attack) {
        while (!over.get()) {
            try {
                attack.run(random);
            } catch (IOException e) {
                // A refused or broken connection is the adversary's own affair.
            } catch (RuntimeException | Error e) {
                broken.put(name, e.toString());
                return;
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** Everything that counts what clients hold. */
    private static Map<Target, Map<String, Double>> held(Scene scene) {
        Map<Target, Map<String, Double>> held = new java.util.LinkedHashMap<>();
        for (Target target : scene.all()) {
            Map<String, Double> gauges = new TreeMap<>(Gauges.of(target));
            gauges.keySet().removeIf(name -> !name.matches(HELD));
            held.put(target, gauges);
        }
        return held;
    }

    private static final String HELD =
            "lastword_(watchers|watchers_waiting|watch_pending_bytes|bulk_running|bulk_paused|bulk_unread_bytes"
                    + "|bodies_held_bytes|query_held_bytes|query_streams|query_scans)|jvm_threads_live_threads";

    /** Threads of three services, and ten gauges of clients; a name that has changed would be looked at no more. */
    private static final int HELD_GAUGES = 13;

    private static void awaitGivenBack(Scene scene, Map<Target, Map<String, Double>> before) {
        try {
            Awaitility.await("gauges are back to what they were")
                    .atMost(GIVEN_BACK_WITHIN)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> stillHeld(scene, before).isEmpty());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("still held: " + stillHeld(scene, before), e);
        } finally {
            System.out.println("adversary: held at the end " + held(scene).values());
        }
    }

    private static List<String> stillHeld(Scene scene, Map<Target, Map<String, Double>> before) {
        List<String> still = new ArrayList<>();
        held(scene)
                .forEach((target, gauges) -> gauges.forEach((name, value) -> {
                    double allowed = name.startsWith("jvm_threads")
                            ? before.get(target).getOrDefault(name, 0.0) + 60
                            : before.get(target).getOrDefault(name, 0.0);
                    if (value > allowed) {
                        still.add(target.name() + " " + name + " is " + value + ", was " + allowed);
                    }
                }));
        return still;
    }

    private void report(Scene scene, Neighbours.Seen quiet, Neighbours.Seen attacked) {
        System.out.printf("adversary: seed %d, %d s, %d requests of it%n", SEED, LASTING.toSeconds(), tally.sum());
        System.out.println("adversary: by status " + tally.counts());
        System.out.println("adversary: others, quiet:    " + quiet);
        System.out.println("adversary: others, attacked: " + attacked);
        for (Target target : scene.all()) {
            if (scene.alive(target)) {
                System.out.printf(
                        "adversary: %s has %.0f MB of heap in use of %s%n",
                        target.name(), Gauges.heapMegabytes(target), Scene.HEAP);
            }
        }
        tally.faults().forEach(fault -> System.out.println("adversary: FAULT " + fault));
    }
}
