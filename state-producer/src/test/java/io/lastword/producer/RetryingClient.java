package io.lastword.producer;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that writes to several keys at once, and to each of them one write after the other: the next one when the one
 * before is acknowledged, however often it has to be sent for that. It waits for every answer: a request that it gave up
 * might still reach the log behind a later one. All clients share the keys.
 */
final class RetryingClient {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<Integer> WORTH_A_RETRY = Set.of(503, 504);
    private static final Executor LATER = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RunningProducer producer;
    private final String name;
    private final int keys;
    private final int writesPerKey;
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong retries = new AtomicLong();

    RetryingClient(RunningProducer producer, String name, int keys, int writesPerKey) {
        this.producer = producer;
        this.name = name;
        this.keys = keys;
        this.writesPerKey = writesPerKey;
    }

    /** A write that was answered with 200, and what the answer says. */
    record Acknowledged(
            String client, String key, int number, String state, int attempts, int partition, long revision) {}

    /** Completes when everything is acknowledged, or fails with the first answer that no retry would help. */
    CompletableFuture<Void> start() {
        List<CompletableFuture<Void>> lanes = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            Lane lane = new Lane("shared-" + i);
            lanes.add(lane.done);
            lane.send(1, 1);
        }
        return CompletableFuture.allOf(lanes.toArray(CompletableFuture<?>[]::new));
    }

    /** By ce-id. */
    Map<String, Acknowledged> acknowledged() {
        return acknowledged;
    }

    long retries() {
        return retries.get();
    }

    private final class Lane {

        private final String key;
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Lane(String key) {
            this.key = key;
        }

        void send(int number, int attempt) {
            String id = name + "/" + key + "/" + number;
            String state = "{\"client\":\"" + name + "\",\"number\":" + number + "}";
            HttpRequest request = producer.to("/v1/entities/device/" + key)
                    .header("Content-Type", "application/json")
                    .header("ce-id", id)
                    .PUT(BodyPublishers.ofString(state))
                    .build();
            http.sendAsync(request, BodyHandlers.ofString())
                    .whenComplete((answer, failure) -> answered(id, number, state, attempt, answer, failure));
        }

        private void answered(
                String id,
                int number,
                String state,
                int attempt,
                @Nullable HttpResponse<String> answer,
                @Nullable Throwable failure) {
            if (answer == null) {
                done.completeExceptionally(new AssertionError("no answer to " + id, failure));
            } else if (answer.statusCode() == 200) {
                JsonNode body = JSON.readTree(answer.body());
                acknowledged.put(
                        id,
                        new Acknowledged(
                                name,
                                key,
                                number,
                                state,
                                attempt,
                                body.get("partition").asInt(),
                                body.get("revision").asLong()));
                if (number == writesPerKey) {
                    done.complete(null);
                } else {
                    send(number + 1, 1);
                }
            } else if (WORTH_A_RETRY.contains(answer.statusCode())) {
                retry(number, attempt);
            } else {
                done.completeExceptionally(new AssertionError(id + ": " + answer.statusCode() + " " + answer.body()));
            }
        }

        private void retry(int number, int attempt) {
            retries.incrementAndGet();
            LATER.execute(() -> send(number, attempt + 1));
        }
    }
}
