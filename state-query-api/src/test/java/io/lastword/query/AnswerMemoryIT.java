package io.lastword.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import io.lastword.test.TestRedis;
import io.lastword.test.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Large states, asked for by small requests, of a service with little heap. */
@AnyServer
class AnswerMemoryIT {

    private static final int COUNT = 60;
    private static final int STATE_BYTES = 500_000;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    /** Most changes of one entity; they are small in the log, since they were written compressed. */
    private static final int CHANGES = 300;

    private static final int AT_ONCE = 30;

    private static final ExecutorService READERS = Executors.newFixedThreadPool(AT_ONCE);
    private static WrittenLog log;
    private static StoredLog store;
    private static ServiceProcess service;
    private static String url;

    @BeforeAll
    static void start() {
        TestRedis redis = Backends.redis();
        String prefix = Topics.unique("memory") + ":";
        store = StoredLog.in(redis, prefix, "device");
        log = new WrittenLog(Backends.broker());
        FoldedLog folded = new FoldedLog(log, store).serve();
        String state = "{\"s\":\"" + "x".repeat(STATE_BYTES - 8) + "\"}";
        for (int i = 0; i < COUNT; i++) {
            folded.put("large-" + i, state);
        }
        log.putCompressed("changed", state, CHANGES);
        service = ServiceCommand.of(StateQueryApiApplication.class)
                .withMaxHeap("112m")
                .withJvmOptions("-XX:+ExitOnOutOfMemoryError")
                .withArguments(log.settings(
                        "--server.port=0",
                        "--spring.data.redis.url=redis://" + redis.host() + ":" + redis.port(),
                        "--lastword.query.key-prefix=" + prefix))
                .start();
        String port = service.awaitOutput("Tomcat started on port (\\d+)", Duration.ofSeconds(60))
                .group(1);
        url = "http://localhost:" + port;
    }

    @AfterAll
    static void stop() {
        service.close();
        store.close();
        log.close();
        READERS.shutdownNow();
    }

    @Test
    void shouldAnswerAnIdOnceHoweverOftenItIsAskedFor() {
        HttpResponse<String> answer = lookUp(Collections.nCopies(1_000, "large-1"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).get("found")).hasSize(1);
    }

    @Test
    void shouldSayHowManyOfManyLargeEntitiesFit() {
        List<String> ids = IntStream.range(0, COUNT).mapToObj(i -> "large-" + i).toList();

        HttpResponse<String> refused = lookUp(ids);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        JsonNode problem = JSON.readTree(refused.body());
        assertThat(problem.get("type").stringValue()).isEqualTo("urn:lastword:problem:answer-too-large");
        int fit = problem.get("fit").intValue();
        assertThat(fit).isBetween(10, COUNT - 1);
        HttpResponse<String> answer = lookUp(ids.subList(0, fit));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Stream.of(JSON.readTree(answer.body()).get("found"))
                        .flatMap(found -> found.values().stream())
                        .map(item -> item.get("id").stringValue()))
                .containsExactlyElementsOf(ids.subList(0, fit));
    }

    @Test
    void shouldCutPagesOfLargeEntitiesShort() {
        Set<String> ids = new TreeSet<>();
        String next = "";
        while (next != null) {
            JsonNode page =
                    JSON.readTree(get("/v1/entities/device?limit=1000" + next).body());
            page.get("items").forEach(item -> ids.add(item.get("id").stringValue()));
            next = page.has("next") ? "&cursor=" + page.get("next").stringValue() : null;
        }

        assertThat(ids).hasSize(COUNT);
    }

    @Test
    void shouldRefuseRatherThanHoldTheAnswersOfAllRequestsAtOnce() {
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> "large-" + i).toList();
        List<CompletableFuture<HttpResponse<Void>>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(CLIENT.sendAsync(request(ids), BodyHandlers.discarding()));
            asked.add(CLIENT.sendAsync(
                    HttpRequest.newBuilder(URI.create(url + "/v1/entities/device/large-" + i))
                            .build(),
                    BodyHandlers.discarding()));
        }

        Set<Integer> statuses = asked.stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .collect(Collectors.toSet());

        assertThat(statuses).contains(200).isSubsetOf(200, 429, 503);
        assertThat(service.alive()).isTrue();
        assertThat(lookUp(ids).statusCode()).isEqualTo(200);
        assertThat(service.output()).doesNotContain("OutOfMemory");
    }

    @Test
    void shouldHoldNoMoreOfHistoriesThanThereIsRoomFor() {
        assertHolds("/v1/history/device/changed?limit=100", "application/json", 200, 429, 503);
        assertHolds("/v1/history/device/changed?limit=100&order=oldest", "application/json", 200, 429, 503);
    }

    @Test
    void shouldHoldNoMoreOfPagesAndStreamsThanThereIsRoomFor() {
        assertHolds("/v1/entities/device?limit=1000", "application/json", 200, 429, 503);
        assertHolds("/v1/entities/device", "application/x-ndjson", 200, 429, 503);
    }

    @Test
    void shouldHoldNoMoreForWatchersThanThereIsRoomFor() throws IOException {
        List<InputStream> watchers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            HttpResponse<InputStream> watcher = CLIENT.sendAsync(
                            HttpRequest.newBuilder(URI.create(url + "/v1/watch/device?snapshot=true&prefix=large-1"))
                                    .build(),
                            BodyHandlers.ofInputStream())
                    .join();
            assertThat(watcher.statusCode()).isEqualTo(200);
            watchers.add(watcher.body());
        }

        // All of them are told at the same time, and stay when they have been.
        List<CompletableFuture<Boolean>> told = watchers.stream()
                .map(watcher -> CompletableFuture.supplyAsync(() -> readsSnapshot(watcher), READERS))
                .toList();

        assertThat(told)
                .allSatisfy(each -> assertThat(each.join()).as(service::output).isTrue());
        assertAlive();
        for (InputStream watcher : watchers) {
            watcher.close();
        }
    }

    private static boolean readsSnapshot(InputStream watcher) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(watcher, UTF_8));
        return lines.lines().anyMatch("event: snapshot-end"::equals);
    }

    private static void assertHolds(String path, String accept, Integer... statuses) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Accept", accept)
                .build();
        List<CompletableFuture<HttpResponse<Void>>> asked = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            asked.add(CLIENT.sendAsync(request, BodyHandlers.discarding()));
        }
        Set<Integer> seen = new TreeSet<>();
        try {
            asked.forEach(each -> seen.add(each.join().statusCode()));
        } catch (CompletionException e) {
            throw new AssertionError(service.output(), e);
        }
        assertThat(seen).contains(200).isSubsetOf(statuses);
        assertAlive();
    }

    private static void assertAlive() {
        assertThat(service.alive()).isTrue();
        assertThat(service.output()).doesNotContain("OutOfMemory");
    }

    private static HttpResponse<String> lookUp(List<String> ids) {
        return send(request(ids));
    }

    private static HttpRequest request(List<String> ids) {
        return HttpRequest.newBuilder(URI.create(url + "/v1/lookup/device"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        ids.stream().collect(Collectors.joining("\",\"", "{\"ids\":[\"", "\"]}"))))
                .build();
    }

    private static HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(service.output(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
