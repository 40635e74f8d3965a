package io.lastword.query;

import io.lastword.test.TestRedis;
import io.lastword.test.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A query API with a part of a Redis of its own, which it shares with nobody but the test. */
final class ApiUnderTest implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    private final ConfigurableApplicationContext service;
    private final StoredLog store;

    ApiUnderTest(TestRedis redis) {
        String uri = "redis://" + redis.host() + ":" + redis.port();
        String prefix = Topics.unique("query") + ":";
        service = StateQueryApiApplication.application()
                .run("--server.port=0", "--spring.data.redis.url=" + uri, "--lastword.query.key-prefix=" + prefix);
        store = StoredLog.in(redis, prefix, "device");
    }

    StoredLog store() {
        return store;
    }

    HttpResponse<String> get(String path) {
        String port = service.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        service.close();
        store.close();
    }
}
