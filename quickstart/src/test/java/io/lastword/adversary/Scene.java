package io.lastword.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.StateConsumerApplication;
import io.lastword.embedded.FreePorts;
import io.lastword.model.token.Token;
import io.lastword.producer.StateProducerApplication;
import io.lastword.query.StateQueryApiApplication;
import io.lastword.test.Backends;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import io.lastword.test.TestBroker;
import io.lastword.test.TestRedis;
import io.lastword.test.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The three services in processes with the heaps that docker-compose.yml gives them, and entities to ask for. */
final class Scene implements AutoCloseable {

    /** 60 % of the 640 MB that docker-compose.yml allows. */
    static final String HEAP = "384m";

    static final int BIG = 40;
    static final int CALM = 50;

    private static final int BIG_STATE_BYTES = 500_000;
    private static final int SMALL = 2_000;
    private static final int CROWD = 3_000;
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, ServiceProcess> processes = new LinkedHashMap<>();
    private final List<String> settings = new ArrayList<>();
    private final Target producer;
    private final Target consumer;
    private final Target query;
    private final String farToken;

    Scene() {
        TestBroker broker = Backends.broker();
        TestRedis redis = Backends.redis();
        String device = Topics.unique("device");
        settings.add("--spring.kafka.bootstrap-servers=" + broker.bootstrapServers());
        redis.springSettings().forEach((name, value) -> settings.add("--" + name + "=" + value));
        settings.add("--lastword.consumer.key-prefix=" + device + ":");
        settings.add("--lastword.consumer.group-prefix=" + device + ".");
        settings.add("--lastword.query.key-prefix=" + device + ":");
        settings.add("--lastword.types.device.topic=" + device);
        settings.add("--lastword.types.driver.topic=" + Topics.unique("driver"));
        producer = start("state-producer", StateProducerApplication.class);
        consumer = start("state-consumer", StateConsumerApplication.class);
        query = start("state-query-api", StateQueryApiApplication.class);
        farToken = fill();
    }

    Target producer() {
        return producer;
    }

    Target consumer() {
        return consumer;
    }

    Target query() {
        return query;
    }

    List<Target> all() {
        return List.of(producer, consumer, query);
    }

    /** A token of the log of devices that no fold will reach. */
    String farToken() {
        return farToken;
    }

    boolean alive(Target target) {
        return process(target).alive();
    }

    /** Everything that the service's process has written. */
    String output(Target target) {
        return process(target).output();
    }

    private ServiceProcess process(Target target) {
        return java.util.Objects.requireNonNull(processes.get(target.name()));
    }

    private Target start(String name, Class<?> application) {
        int port = FreePorts.choose();
        processes.put(
                name,
                ServiceCommand.of(application)
                        .named("adversary-" + name)
                        .withMaxHeap(HEAP)
                        .withJvmOptions("-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=4")
                        .withArguments(settings.toArray(String[]::new))
                        .withArguments("--server.port=" + port)
                        .start());
        Target bare = new Target(name, port, List.of());
        Awaitility.await(name + " is ready")
                .atMost(READY_WITHIN)
                .ignoreExceptions()
                .until(() -> get(bare, "/actuator/health/readiness").statusCode() == 200);
        JsonNode description =
                JsonMapper.shared().readTree(get(bare, "/v3/api-docs").body());
        return new Target(name, port, Operation.of(description));
    }

    /** Writes big entities, small ones, a crowd in one spot, and those of the well-behaved clients. */
    private String fill() {
        StringBuilder devices = new StringBuilder();
        for (int i = 0; i < BIG; i++) {
            line(devices, "big-" + i, "{\"kind\":\"big\",\"x\":\"" + "x".repeat(BIG_STATE_BYTES) + "\"}");
        }
        for (int i = 0; i < SMALL; i++) {
            line(devices, "d-" + i, "{\"kind\":\"small\",\"status\":\"moving\",\"battery\":" + i % 100 + "}");
        }
        for (int i = 0; i < CALM; i++) {
            line(devices, "calm-" + i, "{\"kind\":\"calm\",\"battery\":1}");
        }
        StringBuilder drivers = new StringBuilder();
        for (int i = 0; i < CROWD; i++) {
            line(drivers, "p-" + i, "{\"status\":\"free\",\"lat\":52.5,\"lon\":13.4}");
        }
        bulk("driver", drivers);
        Token token = Token.decode(bulk("device", devices));
        Awaitility.await("what was written can be read")
                .atMost(READY_WITHIN)
                .ignoreExceptions()
                .until(() -> get(query, "/v1/entities/device/d-1?timeout=5s&after=" + token.encode())
                                .statusCode()
                        == 200);
        java.util.TreeMap<Integer, Long> far = new java.util.TreeMap<>(token.positions());
        far.replaceAll((partition, offset) -> offset + 1_000_000_000L);
        return new Token(token.type(), token.incarnation(), null, far).encode();
    }

    private static void line(StringBuilder lines, String id, String state) {
        lines.append("{\"id\":\"")
                .append(id)
                .append("\",\"state\":")
                .append(state)
                .append("}\n");
    }

    private String bulk(String type, StringBuilder lines) {
        HttpResponse<String> answer = send(request(producer, "/v1/entities/" + type)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines.toString())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode summary = JsonMapper.shared().readTree(answer.body());
        assertThat(summary.path("rejectedCount").intValue()).as(answer.body()).isZero();
        return summary.path("token").stringValue();
    }

    private HttpResponse<String> get(Target target, String path) {
        return send(request(target, path));
    }

    private static HttpRequest.Builder request(Target target, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + target.port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        processes.values().forEach(ServiceProcess::close);
    }
}
