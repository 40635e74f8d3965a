package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.model.token.Token;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More requests that wait than the server has threads. */
@AnyServer
class WaitingIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int WAITING = 60;

    private static ApiUnderTest api;
    private static StoredLog store;

    private String generation;

    @BeforeAll
    static void start() {
        api = new ApiUnderTest(
                Backends.redis(), "--spring.threads.virtual.enabled=false", "--server.tomcat.threads.max=10");
        store = api.store();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void serveAGeneration() {
        generation = Topics.unique("g");
        store.recreate(Topics.unique("i").replace("-", "") + generation + "xxxxxxxxxx");
        store.serveAll(generation, 50);
        store.put(generation, "ü x?", 41, "{}");
    }

    @Test
    void shouldAnswerOthersWhileMoreWaitThanThereAreThreads() {
        String wait = "after=" + token(60) + "&timeout=20s";
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < WAITING; i++) {
            waiting.add(ask("/v1/entities/device/%C3%BC%20x%3F?" + wait));
            waiting.add(ask("/v1/entities/device?" + wait));
            waiting.add(ask("/v1/types/device/unreadable?" + wait));
            waiting.add(CLIENT.sendAsync(
                    HttpRequest.newBuilder(URI.create(url("/v1/lookup/device?" + wait)))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"ids\":[\"ü x?\"]}"))
                            .build(),
                    BodyHandlers.ofString()));
        }

        assertThat(ask("/v1/entities/device/%C3%BC%20x%3F")).succeedsWithin(Duration.ofSeconds(5));
        assertThat(ask("/actuator/health/liveness")).succeedsWithin(Duration.ofSeconds(5));
        assertThat(waiting).noneMatch(CompletableFuture::isDone);

        String later = Topics.unique("g");
        store.put(later, "ü x?", 59, "{}");
        store.serveAll(later, 60);

        assertThat(waiting).allSatisfy(answer -> {
            assertThat(answer).succeedsWithin(Duration.ofSeconds(10));
            assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
        });
        assertThat(waiting.get(3).join().body()).contains("\"found\":[{\"type\":\"device\",\"id\":\"ü x?\"");
        await().until(() -> api.get("/actuator/prometheus").body().contains("lastword_query_held_bytes 0.0"));
    }

    @Test
    void shouldSayThatTheTokenWasNotReachedWhenTheTimeIsUp() {
        HttpResponse<String> answer = api.get("/v1/entities/device/x?timeout=100ms&after=" + token(60));

        ListUnderTest.assertProblem(answer, 504, "token-not-reached");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private String token(long offset) {
        TreeMap<Integer, Long> positions = new TreeMap<>();
        IntStream.range(0, StoredLog.PARTITIONS).forEach(partition -> positions.put(partition, offset));
        Token now = Token.decode(
                ApiUnderTest.json(api.get("/v1/entities/device")).get("token").stringValue());
        return new Token("device", now.incarnation(), null, positions).encode();
    }

    private static CompletableFuture<HttpResponse<String>> ask(String path) {
        return CLIENT.sendAsync(HttpRequest.newBuilder(URI.create(url(path))).build(), BodyHandlers.ofString());
    }

    private static String url(String path) {
        return "http://localhost:" + api.port() + path;
    }
}
