package io.lastword.adversary;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Well-behaved clients at a small, steady rate: what they are answered, and how soon. */
final class Neighbours {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Target query;
    private final Target producer;
    private final List<Target> all;

    /** What they saw in a time: latencies in milliseconds, sorted, and answers by kind of request and status. */
    record Seen(Map<String, List<Double>> millis, Map<String, Long> answers) {

        double percentile(String kind, double share) {
            List<Double> sorted = millis.get(kind);
            return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
        }

        long all(String kind) {
            return answers.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(kind + " "))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        long good(String kind) {
            return answers.getOrDefault(kind + " 200", 0L);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            millis.keySet()
                    .forEach(kind -> text.append("%s: %d, p50 %.1f ms, p99 %.1f ms, longest %.0f ms; "
                            .formatted(
                                    kind,
                                    all(kind),
                                    percentile(kind, 0.5),
                                    percentile(kind, 0.99),
                                    percentile(kind, 1))));
            return text.append(answers).toString();
        }
    }

    Neighbours(Target query, Target producer, Target consumer) {
        this.query = query;
        this.producer = producer;
        this.all = List.of(query, producer, consumer);
    }

    /** Asks one after the other for so long, about 60 requests a second at most. */
    Seen ask(Duration time) {
        Map<String, List<Double>> millis = new TreeMap<>();
        Map<String, Long> answers = new TreeMap<>();
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            String id = "calm-" + i % Scene.CALM;
            if (i % 5 == 0) {
                ask("write", millis, answers, write(id, i));
            } else if (i % 50 == 1) {
                Target probed = all.get(i / 50 % all.size());
                ask("probe", millis, answers, request(probed, "/actuator/health/liveness"));
            } else {
                ask("read", millis, answers, request(query, "/v1/entities/device/" + id));
            }
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
        millis.values().forEach(Collections::sort);
        return new Seen(millis, answers);
    }

    private void ask(
            String kind, Map<String, List<Double>> millis, Map<String, Long> answers, HttpRequest.Builder request) {
        long start = System.nanoTime();
        String answer;
        try {
            answer = Integer.toString(client.send(request.timeout(TIMEOUT).build(), BodyHandlers.discarding())
                    .statusCode());
        } catch (IOException e) {
            answer = e.getClass().getSimpleName();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        millis.computeIfAbsent(kind, key -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
        answers.merge(kind + " " + answer, 1L, Long::sum);
    }

    private HttpRequest.Builder write(String id, int round) {
        return request(producer, "/v1/entities/device/" + id + "?event=updated")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"kind\":\"calm\",\"battery\":" + round % 100 + "}"));
    }

    private static HttpRequest.Builder request(Target target, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + target.port() + path));
    }
}
