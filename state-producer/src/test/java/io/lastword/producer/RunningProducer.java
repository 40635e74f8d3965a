package io.lastword.producer;

import io.lastword.test.TestBroker;
import io.lastword.test.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A state producer of a test, on a free port and with topics of its own, and a client of it. */
public final class RunningProducer implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    private final ConfigurableApplicationContext context;
    private final String deviceTopic;

    private RunningProducer(ConfigurableApplicationContext context, String deviceTopic) {
        this.context = context;
        this.deviceTopic = deviceTopic;
    }

    public static RunningProducer start(TestBroker broker, String... arguments) {
        return startOn(broker, Topics.unique("device"), arguments);
    }

    static RunningProducer startOn(TestBroker broker, String deviceTopic, String... arguments) {
        return startAt(broker.bootstrapServers(), deviceTopic, Topics.unique("driver"), arguments);
    }

    static RunningProducer startAt(
            String bootstrapServers, String deviceTopic, String driverTopic, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                "--lastword.types.device.topic=" + deviceTopic,
                "--lastword.types.driver.topic=" + driverTopic));
        all.addAll(List.of(arguments));
        return new RunningProducer(StateProducerApplication.application().run(all.toArray(String[]::new)), deviceTopic);
    }

    /** An answer whose body was JSON. */
    record Answer(int status, JsonNode body, HttpResponse<String> raw) {

        String text(String member) {
            return body.path(member).asString("");
        }
    }

    public String deviceTopic() {
        return deviceTopic;
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    Answer put(String path, String json) {
        return put(path, BodyPublishers.ofString(json));
    }

    Answer put(String path, BodyPublisher body) {
        return send(to(path).header("Content-Type", "application/json").PUT(body));
    }

    Answer delete(String path) {
        return send(to(path).DELETE());
    }

    Answer bulk(String type, BodyPublisher lines) {
        return send(to("/v1/entities/" + type)
                .header("Content-Type", "application/x-ndjson")
                .POST(lines));
    }

    Answer get(String path) {
        return send(to(path).GET());
    }

    Answer send(HttpRequest.Builder request) {
        HttpResponse<String> raw = sendRaw(request);
        String contentType = raw.headers().firstValue("Content-Type").orElse("");
        boolean json = contentType.contains("json") && !contentType.contains("ndjson");
        return new Answer(raw.statusCode(), json ? JSON.readTree(raw.body()) : JSON.missingNode(), raw);
    }

    HttpResponse<String> sendRaw(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        SpringApplication.exit(context);
    }
}
