package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/** A Prometheus process with a project's configuration, its targets moved to where the services of a test are. */
final class PrometheusServer implements AutoCloseable {

    private final Process process;
    private final Http http;

    private PrometheusServer(Process process, Http http) {
        this.process = process;
        this.http = http;
    }

    /** Skips the test where the programs are not installed; .ci/run installs them. */
    static void assumeInstalled() {
        for (String program : List.of("prometheus", "promtool")) {
            boolean found = Stream.of(System.getenv("PATH").split(":"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
            Assumptions.assumeTrue(found, program + " is not installed (Debian: prometheus)");
        }
    }

    /**
     * Starts it and returns once it has scraped all targets.
     *
     * @param folder for its data, removed by the caller
     * @param configuration holds prometheus.yml and rules.yml
     * @param targets host:port in the configuration to host:port of the test; each must stand there
     */
    static PrometheusServer start(Path folder, Path configuration, Map<String, String> targets) throws IOException {
        String text =
                Files.readString(configuration.resolve("prometheus.yml")).replaceAll("interval: \\d+s", "interval: 1s");
        for (Map.Entry<String, String> target : targets.entrySet()) {
            assertThat(text).contains(target.getKey());
            text = text.replace(target.getKey(), target.getValue());
        }
        Files.writeString(folder.resolve("prometheus.yml"), text);
        Files.copy(configuration.resolve("rules.yml"), folder.resolve("rules.yml"));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        PrometheusServer server = new PrometheusServer(process, new Http(port));
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> server.ask("up == 1").size() == targets.size());
        return server;
    }

    /** The series that an expression gives now. */
    List<JsonNode> ask(String expression) {
        JsonNode answer = http.get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .json();
        assertThat(answer.path("status").stringValue("")).as(answer.toString()).isEqualTo("success");
        return list(answer.path("data").path("result"));
    }

    List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        http.get("/api/v1/rules")
                .json()
                .path("data")
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** The names of the alerts that fire now. */
    List<String> firing() {
        return list(http.get("/api/v1/alerts").json().path("data").path("alerts")).stream()
                .filter(alert -> alert.path("state").stringValue("").equals("firing"))
                .map(alert -> alert.path("labels").path("alertname").stringValue(""))
                .distinct()
                .toList();
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
