package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import io.lastword.test.Forwarder;
import io.lastword.test.TestRedis;
import io.lastword.test.Topics;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A Redis that keeps its connections and does not answer, and more requests that wait for it than there are threads. */
class HungRedisIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int LOOK_UPS = 300;

    /** Far from the store's timeout, and long enough for a machine that does everything at once. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private static Forwarder way;
    private static StoredLog store;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        TestRedis redis = Backends.redis();
        way = new Forwarder().start(new InetSocketAddress(redis.host(), redis.port()));
        String prefix = Topics.unique("hung") + ":";
        store = StoredLog.in(redis, prefix, "device");
        String generation = Topics.unique("g");
        store.serveAll(generation, 50);
        store.put(generation, "there", 41, "{}");
        service = StateQueryApiApplication.application()
                .run(
                        "--server.port=0",
                        "--spring.threads.virtual.enabled=false",
                        "--spring.data.redis.timeout=9s",
                        "--spring.data.redis.url=redis://127.0.0.1:" + way.port(),
                        "--lastword.query.key-prefix=" + prefix);
    }

    @AfterAll
    static void stop() {
        way.thaw();
        service.close();
        store.close();
        way.close();
    }

    @Test
    void shouldAnswerProbesAndScrapesAtOnceWhileRedisHangs() {
        assertThat(ask("/v1/entities/device/there").join().statusCode()).isEqualTo(200);
        assertThat(ask("/actuator/prometheus").join().statusCode()).isEqualTo(200);
        way.freeze();
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        try {
            for (int i = 0; i < LOOK_UPS; i++) {
                asked.add(ask("/v1/entities/device/there"));
            }
            for (String probe : List.of("liveness", "readiness")) {
                assertThat(ask("/actuator/health/" + probe))
                        .succeedsWithin(SOON)
                        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(200));
            }
            // What was known before is told for a second.
            await().untilAsserted(() -> assertThat(ask("/actuator/prometheus"))
                    .succeedsWithin(SOON)
                    .satisfies(answer ->
                            assertThat(answer.body()).contains("lastword_snapshots_lag{type=\"device\"} NaN")));
            assertThat(asked).noneMatch(CompletableFuture::isDone);
        } finally {
            way.thaw();
        }

        assertThat(asked).allSatisfy(answer -> {
            assertThat(answer).succeedsWithin(Duration.ofSeconds(20));
            assertThat(answer.join().statusCode()).isIn(200, 503);
        });
        assertThat(ask("/v1/entities/device/there").join().statusCode()).isEqualTo(200);
    }

    private static CompletableFuture<HttpResponse<String>> ask(String path) {
        String url = "http://localhost:" + service.getEnvironment().getRequiredProperty("local.server.port") + path;
        return CLIENT.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
