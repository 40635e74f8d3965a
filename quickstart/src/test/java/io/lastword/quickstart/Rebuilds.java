package io.lastword.quickstart;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Has a type built anew, on and on: as soon as a new generation of every partition is served, the next ones are asked for.
 * Works on a thread of its own until it is closed, and then waits for the last ones.
 */
final class Rebuilds implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(25);
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
    private final RunningSystem system;
    private final String type;
    /** When the build of what is served of each partition was begun; for the looking thread. */
    private final Map<Integer, String> served = new HashMap<>();
    /** What is left of the last request; for the looking thread. */
    private final Set<Integer> due = new HashSet<>();

    private final Map<Integer, Integer> flips = new ConcurrentHashMap<>();
    private volatile boolean asking = true;
    private volatile boolean done;
    private volatile @Nullable Throwable failure;

    private Rebuilds(RunningSystem system, String type) {
        this.system = system;
        this.type = type;
    }

    /** Begins; returns once every partition has been flipped. */
    static Rebuilds of(RunningSystem system, String type) {
        Rebuilds rebuilds = new Rebuilds(system, type);
        rebuilds.looks.scheduleWithFixedDelay(rebuilds::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        rebuilds.awaitTrue("the first flips", () -> !rebuilds.flips.isEmpty() && rebuilds.least() > 0);
        return rebuilds;
    }

    /** How often the partition was flipped that was flipped least. */
    int least() {
        return flips.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    }

    /** Waits until every partition has been flipped so many times more. */
    void awaitFlips(int more) {
        Map<Integer, Integer> before = Map.copyOf(flips);
        awaitTrue(
                "flips after " + before,
                () -> before.entrySet().stream()
                        .allMatch(flipped -> flips.getOrDefault(flipped.getKey(), 0) >= flipped.getValue() + more));
    }

    @Override
    public void close() {
        asking = false;
        try {
            awaitTrue("the last flips", () -> done);
        } finally {
            looks.shutdownNow();
        }
    }

    private void awaitTrue(String what, Callable<Boolean> condition) {
        await(what + " of " + type).atMost(AT_MOST).pollInterval(LOOK).until(() -> {
            if (failure != null) {
                throw new AssertionError("rebuilds of " + type + " went wrong after " + flips + " flips", failure);
            }
            return condition.call();
        });
    }

    private void look() {
        try {
            Http.Answer answer = system.query().get("/v1/types/" + type + "/partitions");
            answer.json().path("partitions").forEach(this::note);
            if (due.isEmpty()) {
                done = !asking;
                ask();
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
            throw e;
        }
    }

    private void note(JsonNode partition) {
        int number = partition.path("partition").intValue();
        if (partition.path("state").stringValue().equals("cold")) {
            throw new AssertionError("a requested rebuild leaves nothing cold, but " + partition);
        }
        String begun = partition.path("logRecordsAt").stringValue();
        String before = served.put(number, begun);
        flips.putIfAbsent(number, 0);
        if (before != null && !before.equals(begun)) {
            flips.merge(number, 1, Integer::sum);
            due.remove(number);
        }
    }

    private void ask() {
        if (asking) {
            due.addAll(flips.keySet());
            Http.Answer asked = system.consumer().post("/v1/types/" + type + "/rebuild", "application/json", "");
            if (asked.status() != 202) {
                throw new AssertionError(asked.status() + " " + asked.body());
            }
        }
    }
}
