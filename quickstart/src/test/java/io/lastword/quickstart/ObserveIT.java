package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** deploy/observe with a real Prometheus: every panel and rule has data, and rules fire at faults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObserveIT {

    private static final Path OBSERVE = Path.of("..", "deploy", "observe");
    private static final Pattern METRIC = Pattern.compile("\\b(?:lastword|http_server|up)[a-z_]*");

    private RedisServers redis;
    private RunningSystem system;
    private PrometheusServer prometheus;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        PrometheusServer.assumeInstalled();
        redis = Backends.newRedis(false);
        system = new RunningSystem(Backends.broker(), redis);
        system.startAll();
        prometheus = PrometheusServer.start(
                folder,
                OBSERVE,
                Map.of(
                        "state-producer:8081", system.producer().address(),
                        "state-consumer:8082", system.consumer().address(),
                        "state-query-api:8080", system.query().address()));
        use();
    }

    @AfterAll
    void stop() throws Exception {
        if (prometheus != null) {
            prometheus.close();
        }
        if (system != null) {
            system.close();
            redis.close();
        }
    }

    /** What people do, so that what counts it has something to count. */
    private void use() {
        system.producer().put("/v1/entities/device/one", "{\"status\":\"active\"}");
        system.producer()
                .post(
                        "/v1/simulations",
                        "application/json",
                        "{\"name\":\"observed\",\"type\":\"driver\",\"workload\":\"drivers\",\"entities\":50,"
                                + "\"rate\":50,\"duration\":\"60s\"}");
        system.query().get("/v1/entities/device/one");
        system.query().get("/v1/types");
    }

    @Test
    void shouldPassPromtoolsOwnTests() throws Exception {
        Process process = new ProcessBuilder("promtool", "test", "rules", "rules_test.yml")
                .directory(OBSERVE.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void shouldTestEachRuleAndSayInOperationsWhatToDo() throws IOException {
        String tests = Files.readString(OBSERVE.resolve("rules_test.yml"));
        String operations = Files.readString(Path.of("..", "docs", "operations.md"));

        for (JsonNode rule : prometheus.rules()) {
            String name = rule.path("name").stringValue("");
            assertThat(tests).contains("alertname: " + name + "\n");
            assertThat(operations).contains("\n### " + name + "\n");
            assertThat(rule.path("annotations").path("runbook").stringValue(""))
                    .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void shouldHaveDataInEveryPanelOfEveryBoard() throws IOException {
        List<String> expressions = new ArrayList<>();
        try (Stream<Path> boards = Files.list(OBSERVE.resolve("grafana/dashboards"))) {
            for (Path board : boards.sorted().toList()) {
                for (JsonNode panel :
                        JsonMapper.shared().readTree(Files.readString(board)).path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        expressions.add(target.path("expr").stringValue(""));
                    }
                }
            }
        }

        assertThat(expressions).hasSizeGreaterThan(30);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(expressions)
                        .allSatisfy(expression -> assertThat(prometheus.ask(expression))
                                .as(expression)
                                .isNotEmpty()));
    }

    @Test
    void shouldKnowEveryMetricThatARuleNames() {
        TreeSet<String> metrics = new TreeSet<>();
        for (JsonNode rule : prometheus.rules()) {
            Matcher names = METRIC.matcher(rule.path("query").stringValue(""));
            while (names.find()) {
                metrics.add(names.group());
            }
        }

        assertThat(metrics).hasSizeGreaterThan(15);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(metrics)
                        .allSatisfy(metric ->
                                assertThat(prometheus.ask(metric)).as(metric).isNotEmpty()));
    }

    @Test
    void shouldFireWhereItsFaultIsMade() throws Exception {
        String[] alerts = {"LastwordUnreadableChanges", "LastwordKeysWithoutAddress", "LastwordMisplacedKeys"};
        assertThat(prometheus.firing()).doesNotContain(alerts);

        append(null, "unreadable", "{\"status\":");
        append(null, "x".repeat(1_100), "{}");
        append(0, "in two partitions", "{}");
        append(1, "in two partitions", "{}");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(prometheus.firing()).contains(alerts));
    }

    private void append(@Nullable Integer partition, String key, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", system.broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            system.deviceTopic,
                            partition,
                            key.getBytes(StandardCharsets.UTF_8),
                            value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }
}
