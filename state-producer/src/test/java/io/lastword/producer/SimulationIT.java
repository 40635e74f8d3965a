package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Change;
import io.lastword.model.token.Token;
import io.lastword.producer.RunningProducer.Answer;
import io.lastword.producer.workload.Workload;
import io.lastword.producer.workload.WorkloadKind;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@AnyServer
class SimulationIT {

    private static RunningProducer producer;

    @BeforeAll
    static void start() {
        producer = RunningProducer.start(
                Backends.broker(),
                "--lastword.producer.simulation.max-concurrent=1",
                "--lastword.producer.simulation.max-rate=50000",
                "--lastword.producer.simulation.max-duration=1h");
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    @AfterEach
    void stopAll() {
        for (JsonNode each : producer.get("/v1/simulations").body().get("simulations")) {
            producer.delete("/v1/simulations/" + each.get("name").asString());
        }
    }

    @Test
    void shouldLeaveInTheLogWhatItsSeedSays() {
        Answer started = post("""
                {"workload":"devices","entities":2000,"changes":10000,"seed":42}""");

        assertThat(started.status()).isEqualTo(201);
        assertThat(started.raw().headers().firstValue("Location")).contains("/v1/simulations/devices-1");
        Answer ended = awaitEnd("devices-1");
        assertThat(ended.text("state")).isEqualTo("completed");
        assertThat(ended.body().get("accepted").asLong()).isEqualTo(10_000);
        assertThat(ended.body().get("progress").asDouble()).isEqualTo(1);
        assertThat(ended.body().get("achievedRate").asDouble()).isPositive();
        Map<String, String> expected = new HashMap<>();
        Workload workload = WorkloadKind.DEVICES.create(42, 2_000);
        for (int i = 0; i < 10_000; i++) {
            Change change = workload.next();
            expected.put(
                    change.id().value(),
                    change instanceof Change.Upsert upsert
                            ? upsert.event() + new String(upsert.state(), UTF_8)
                            : change.event());
        }
        Map<String, String> logged = new HashMap<>();
        Map<Integer, Long> ends = new HashMap<>();
        Topics.lastPerKey(Topics.read(Backends.broker(), producer.deviceTopic()))
                .forEach((id, record) -> {
                    logged.put(id, text(record));
                    ends.merge(record.partition(), record.offset() + 1, Math::max);
                });
        assertThat(logged).isEqualTo(expected);
        assertThat(Token.decode(ended.text("token")).positions()).isEqualTo(ends);
    }

    @Test
    void shouldBeSeenWhileItRunsAndStopWhenDeleted() {
        post("""
                {"name":"city","workload":"drivers","entities":100,"rate":200,"duration":"10m"}""");
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                simulation("city").body().get("accepted").asLong())
                        .isGreaterThan(20));

        assertThat(simulation("city").text("state")).isEqualTo("running");
        assertThat(simulation("city").body().get("duration").asString()).isEqualTo("PT10M");
        assertThat(producer.get("/v1/simulations").body().findValuesAsString("name"))
                .contains("city");
        Answer stopped = producer.delete("/v1/simulations/city");

        assertThat(stopped.status()).isEqualTo(200);
        assertThat(stopped.text("state")).isEqualTo("stopped");
        assertThat(stopped.text("reason")).contains("deleted");
        assertThat(stopped.body().get("accepted")).isEqualTo(stopped.body().get("made"));
        assertThat(Token.decode(stopped.text("token")).type()).isEqualTo("driver");
        assertThat(producer.delete("/v1/simulations/city").body()).isEqualTo(stopped.body());
        assertThat(simulation("city").body()).isEqualTo(stopped.body());
    }

    @Test
    void shouldRefuseANameInUseAndOneTooMany() {
        String body = """
                {"name":"a","workload":"drivers","entities":10,"rate":1,"duration":"10m"}""";
        assertThat(post(body).status()).isEqualTo(201);

        assertProblem(post(body), 409, "simulation-exists");
        Answer second = post(body.replace("\"a\"", "\"b\""));
        assertProblem(second, 429, "too-many-simulations");
        assertThat(second.raw().headers().firstValue("Retry-After")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | invalid-simulation | {\"workload\":\"trains\",\"entities\":1} | the known ones are: devices, drivers",
                "400 | invalid-simulation | {\"entities\":1} | 'workload' is missing",
                "400 | invalid-simulation | {\"workload\":\"devices\"} | 'entities' is missing",
                "400 | invalid-simulation | {\"workload\":\"devices\",\"entities\":0} | entities is 0",
                "400 | invalid-simulation | {\"workload\":\"devices\",\"entities\":1.5} | 'entities' is not usable",
                "400 | invalid-simulation | {\"workload\":\"devices\",\"entities\":1,\"rat\":5} | no member 'rat'",
                "400 | invalid-simulation | {\"workload\":\"devices\",\"entities\":1,\"duration\":\"soon\"} | 30s",
                "400 | invalid-simulation | {\"workload\":\"devices\",\"entities\":1,\"duration\":\"30\"} | with its unit; write it as in",
                "400 | invalid-simulation | {\"workload\":\"devices\",\"entities\":1,\"duration\":30} | '30', which is not a duration",
                "400 | invalid-simulation | {\"workload\":\"devices\",\"entities\":1,\"duration\":\"-5s\"} | 30s",
                "400 | invalid-simulation | {\"workload\":\"devices\",\"entities\":1,\"duration\":\"999999999999999999d\"} | 30s",
                "400 | invalid-simulation | {\"workload\":\"devices\",\"entities\":1,\"name\":\"a/b\"} | lower-case",
                "400 | invalid-simulation | [] | must be one JSON object",
                "400 | invalid-simulation | {\"workload\": | not JSON",
                "404 | unknown-type | {\"workload\":\"devices\",\"entities\":1,\"type\":\"cart\"} | device, driver",
                "422 | simulation-over-limit | {\"workload\":\"devices\",\"entities\":200000001} | max-entities",
                "422 | simulation-over-limit | {\"workload\":\"devices\",\"entities\":1,\"rate\":50001} | max-rate",
                "422 | simulation-over-limit | {\"workload\":\"devices\",\"entities\":1,\"duration\":\"61m\"} | max-duration"
            })
    void shouldSayWhatIsWrongWithARequest(int status, String problem, String body, String detail) {
        int before = producer.get("/v1/simulations").body().get("simulations").size();

        Answer answer = post(body);

        assertProblem(answer, status, problem);
        assertThat(answer.text("detail")).contains(detail);
        assertThat(producer.get("/v1/simulations").body().get("simulations")).hasSize(before);
    }

    @Test
    void shouldRefuseABodyThatIsNotJson() {
        assertThat(producer.send(producer.to("/v1/simulations").POST(BodyPublishers.ofString("workload: devices")))
                        .status())
                .isEqualTo(415);
    }

    private static Answer post(String body) {
        return producer.send(producer.to("/v1/simulations")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static Answer simulation(String name) {
        return producer.get("/v1/simulations/" + name);
    }

    private static Answer awaitEnd(String name) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> simulation(name), answer -> !answer.text("state").equals("running"));
    }

    private static void assertProblem(Answer answer, int status, String problem) {
        assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:" + problem);
        assertThat(answer.status()).isEqualTo(status);
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        byte[] event = record.headers().lastHeader("ce_type").value();
        return new String(event, UTF_8) + (record.value() == null ? "" : new String(record.value(), UTF_8));
    }
}
