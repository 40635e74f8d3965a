package io.lastword.query;

import io.lastword.test.TestRedis;
import io.lastword.test.TestRedisCluster;
import io.lastword.test.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A query API with a part of a Redis of its own, which it shares with nobody but the test. */
final class ApiUnderTest implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    private final ConfigurableApplicationContext service;
    private final StoredLog store;
    private final String keyPrefix;

    ApiUnderTest(TestRedis redis, String... arguments) {
        this(redis, 0, Topics.unique("query") + ":", arguments);
    }

    /** Another instance that listens on this port and shares its part of Redis with those of the same prefix. */
    ApiUnderTest(TestRedis redis, int port, String prefix, String... arguments) {
        service =
                start(port, prefix, "--spring.data.redis.url=redis://" + redis.host() + ":" + redis.port(), arguments);
        keyPrefix = prefix;
        store = StoredLog.in(redis, prefix, "device");
    }

    ApiUnderTest(TestRedisCluster cluster, String... arguments) {
        String prefix = Topics.unique("query") + ":";
        String nodes = cluster.springSettings().get("spring.data.redis.cluster.nodes");
        service = start(0, prefix, "--spring.data.redis.cluster.nodes=" + nodes, arguments);
        keyPrefix = prefix;
        store = StoredLog.in(cluster, prefix, "device");
    }

    private static ConfigurableApplicationContext start(int port, String prefix, String redis, String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("--server.port=" + port, redis, "--lastword.query.key-prefix=" + prefix));
        all.addAll(List.of(arguments));
        return StateQueryApiApplication.application().run(all.toArray(String[]::new));
    }

    /** Of its keys in Redis. */
    String keyPrefix() {
        return keyPrefix;
    }

    StoredLog store() {
        return store;
    }

    int port() {
        return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers), BodyHandlers.ofString());
    }

    /** The body as it comes in. */
    InputStream stream(String path, String... headers) {
        return open(path, headers).body();
    }

    /** An answer whose body comes in as it is read. */
    HttpResponse<InputStream> open(String path, String... headers) {
        return send(request(path, headers), BodyHandlers.ofInputStream());
    }

    HttpResponse<String> post(String path, String json) {
        return post(path, json, "Content-Type", "application/json");
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder asked = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
        return headers.length > 0 ? asked.headers(headers) : asked;
    }

    private static <T> HttpResponse<T> send(HttpRequest.Builder asked, HttpResponse.BodyHandler<T> body) {
        try {
            return CLIENT.send(asked.build(), body);
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
