package io.lastword.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** What the query API says about its snapshots as a whole. */
final class Snapshots {

    private static final Duration LIVE_WITHIN = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 100;

    private final Rest rest;
    private final StopSignal stop;

    Snapshots(Rest rest, StopSignal stop) {
        this.rest = rest;
        this.stop = stop;
    }

    /**
     * Returns when the log is folded to its end for every type, or a stop is asked for.
     *
     * @return what is served, such as {@code 40 device, 20 driver}
     * @throws QuickstartException if that takes too long
     */
    String awaitLive() {
        long deadline = System.nanoTime() + LIVE_WITHIN.toNanos();
        while (true) {
            Rest.Answer answer = rest.get(Port.QUERY, "/v1/types");
            if (stop.requested() || allLive(answer)) {
                return counts(answer);
            }
            if (System.nanoTime() > deadline) {
                throw new QuickstartException("the snapshots are not complete after %d minutes: %s"
                        .formatted(LIVE_WITHIN.toMinutes(), answer.body()));
            }
            pause();
        }
    }

    private static boolean allLive(Rest.Answer answer) {
        boolean live = answer.ok() && !answer.body().path("types").isEmpty();
        for (JsonNode type : answer.body().path("types")) {
            live &= type.path("state").asString("").equals("live");
        }
        return live;
    }

    private static String counts(Rest.Answer answer) {
        List<String> counts = new ArrayList<>();
        for (JsonNode type : answer.body().path("types")) {
            counts.add(type.path("liveEntities").asLong(0) + " "
                    + type.path("name").asString("?"));
        }
        return String.join(", ", counts);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartException("interrupted while waiting for the snapshots", e);
        }
    }
}
