package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** As many watches as an instance may have, all begun at the moment it starts: all of them are answered. */
@Faults
@AnyServer
class WatchRushIT {

    private static final int OF_AN_ENTITY = 700;
    private static final int OF_THE_TYPE = 100;
    private static final int FROM_A_TOKEN_OF_UNKNOWN_AGE = 200;

    private static final int WATCHES = OF_AN_ENTITY + OF_THE_TYPE + FROM_A_TOKEN_OF_UNKNOWN_AGE;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void shouldBeginAllWatchesThatComeAtOnce() throws IOException {
        try (WrittenLog log = new WrittenLog(Backends.broker());
                ApiUnderTest api = new ApiUnderTest(
                        Backends.redis(),
                        log.settings(
                                "--server.tomcat.threads.max=" + WATCHES,
                                // A busy machine may need longer than the usual 3 s.
                                "--lastword.query.log-timeout=8s",
                                "--spring.data.redis.timeout=8s"))) {
            serve(api.store(), log);
            Map<String, CompletableFuture<HttpResponse<InputStream>>> asked = new LinkedHashMap<>();
            for (int i = 0; i < OF_AN_ENTITY; i++) {
                ask(asked, api, "/v1/watch/device/nobody-" + i);
            }
            for (int i = 0; i < OF_THE_TYPE; i++) {
                ask(asked, api, "/v1/watch/device?prefix=" + i);
            }
            String undated = undatedStart(log);
            for (int i = 0; i < FROM_A_TOKEN_OF_UNKNOWN_AGE; i++) {
                ask(asked, api, "/v1/watch/device?from=" + undated + "&prefix=" + i);
            }

            for (Map.Entry<String, CompletableFuture<HttpResponse<InputStream>>> watch : asked.entrySet()) {
                HttpResponse<InputStream> answer = watch.getValue().join();
                try (InputStream events = answer.body()) {
                    String first = firstEvent(events);
                    assertThat(answer.statusCode())
                            .as(watch.getKey() + ": " + first)
                            .isEqualTo(200);
                    assertThat(first)
                            .as(watch.getKey())
                            .isEqualTo(
                                    watch.getKey().contains("nobody") ? "event: snapshot-begin" : "event: heartbeat");
                }
            }
        }
    }

    private void ask(Map<String, CompletableFuture<HttpResponse<InputStream>>> asked, ApiUnderTest api, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + api.port() + path))
                .build();
        asked.put(path, client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()));
    }

    private static void serve(StoredLog store, WrittenLog log) {
        store.recreate(log.incarnation().topicId());
        store.serveAll(Topics.unique("g"), 0);
    }

    private static String undatedStart(WrittenLog log) {
        TreeMap<Integer, Long> start = new TreeMap<>();
        for (int partition = 0; partition < StoredLog.PARTITIONS; partition++) {
            start.put(partition, 0L);
        }
        return new Token("device", log.incarnation().shortForm(), null, start).encode();
    }

    private static String firstEvent(InputStream events) throws IOException {
        return new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))
                .lines()
                .filter(line -> line.startsWith("event: "))
                .findFirst()
                .orElse("nothing");
    }
}
