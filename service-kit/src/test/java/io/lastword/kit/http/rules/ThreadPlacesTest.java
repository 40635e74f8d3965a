package io.lastword.kit.http.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Handlers that hold their threads, on a server with five. */
class ThreadPlacesTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private ConfigurableApplicationContext service;

    @AfterEach
    void stop() {
        Slow.GATE.release(1_000);
        service.close();
        Slow.GATE.drainPermits();
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Things.class, Slow.class})
    static class Service {}

    @RestController
    static class Slow {

        static final Semaphore GATE = new Semaphore(0);
        static volatile CountDownLatch inside = new CountDownLatch(0);

        @PutMapping("/v1/slow")
        String put(@RequestBody String body) throws InterruptedException {
            inside.countDown();
            GATE.acquire();
            return body;
        }

        @GetMapping("/probe")
        String probe() {
            return "alive";
        }
    }

    @Test
    void shouldAnswerProbesWhileAllPlacesAreTakenAndAllOthersAfterwards() throws InterruptedException {
        List<CompletableFuture<HttpResponse<String>>> slow = begin("20s");

        assertThat(ask("/probe")).succeedsWithin(Duration.ofSeconds(1));
        assertThat(slow).noneMatch(CompletableFuture::isDone);

        Slow.GATE.release(slow.size());
        for (int i = 0; i < slow.size(); i++) {
            assertThat(slow.get(i)).succeedsWithin(Duration.ofSeconds(10));
            assertThat(slow.get(i).join().statusCode())
                    .as(slow.get(i).join().body())
                    .isEqualTo(200);
            assertThat(slow.get(i).join().body()).isEqualTo("\"" + i + "\"");
        }
    }

    @Test
    void shouldRefuseARequestThatHasWaitedForTooLong() throws InterruptedException {
        List<CompletableFuture<HttpResponse<String>>> slow = begin("200ms");

        long refused = slow.stream()
                .filter(answer -> {
                    try {
                        HttpResponse<String> got = answer.get(1, java.util.concurrent.TimeUnit.SECONDS);
                        assertThat(got.statusCode()).isEqualTo(503);
                        assertThat(got.headers().firstValue("Retry-After")).hasValue("1");
                        assertThat(got.body()).contains("urn:lastword:problem:too-busy");
                        return true;
                    } catch (java.util.concurrent.TimeoutException held) {
                        return false;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .count();

        assertThat(refused).isEqualTo(slow.size() - 4);
        Slow.GATE.release(4);
        assertThat(slow).allSatisfy(answer -> assertThat(answer).succeedsWithin(Duration.ofSeconds(10)));
    }

    private List<CompletableFuture<HttpResponse<String>>> begin(String wait) throws InterruptedException {
        Slow.inside = new CountDownLatch(4);
        service = new SpringApplicationBuilder(Service.class)
                .properties(
                        "spring.application.name=kit-test",
                        "server.port=0",
                        "spring.main.banner-mode=off",
                        "spring.threads.virtual.enabled=false",
                        "server.tomcat.threads.max=5",
                        "lastword.http.thread-wait=" + wait,
                        "lastword.types.device.partitions=1")
                .run();
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            slow.add(CLIENT.sendAsync(
                    to("/v1/slow")
                            .header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString("\"" + i + "\""))
                            .build(),
                    BodyHandlers.ofString()));
        }
        Slow.inside.await();
        return slow;
    }

    private CompletableFuture<HttpResponse<String>> ask(String path) {
        return CLIENT.sendAsync(to(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(
                "http://localhost:" + service.getEnvironment().getRequiredProperty("local.server.port") + path));
    }
}
