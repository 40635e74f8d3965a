package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Topics that somebody else filled: no headers, bad values, another partitioner. */
@AnyServer
class ForeignWritersIT {

    private static RunningSystem system;

    @BeforeAll
    static void start() {
        system = new RunningSystem(Backends.broker(), Backends.redis());
        system.startAll();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void shouldFoldAndServeWhatTheConsoleProducerWrites() throws Exception {
        writeWithConsoleProducer(
                system.deviceTopic,
                "c1|{\"name\":\"one\"}",
                "c2|{\"name\":\"two\"",
                "c3|{\"name\": \"three\",  \"unchanged\": 1.50}");

        Http.Answer third = awaitStatus("c3", 200);
        Http.Answer second = awaitStatus("c2", 409);
        Http.Answer first = awaitStatus("c1", 200);
        assertThat(first.text("event")).isEqualTo("updated");
        assertThat(third.body()).contains("\"state\":{\"name\": \"three\",  \"unchanged\": 1.50}");
        assertThat(second.problem()).isEqualTo("unreadable-change");
        assertThat(second.json().path("revision").isNumber()).isTrue();
        assertThat(second.text("reason")).contains("line 1");
        Http.Answer lookup =
                system.query().post("/v1/lookup/device", "application/json", "{\"ids\":[\"c3\",\"c2\",\"c9\",\"c1\"]}");
        assertThat(lookup.json().path("found").get(0).path("id").stringValue()).isEqualTo("c3");
        assertThat(lookup.json().path("found").get(1).path("id").stringValue()).isEqualTo("c1");
        assertThat(lookup.json().path("unreadable").get(0).path("id").stringValue())
                .isEqualTo("c2");
        assertThat(lookup.json().path("missing").get(0).stringValue()).isEqualTo("c9");

        writeWithConsoleProducer(system.deviceTopic, "c2|{\"name\":\"two again\"}");

        assertThat(awaitStatus("c2", 200).body()).contains("two again");
    }

    @Test
    void shouldReportMisplacedKeysInsteadOfNotFoundWhereAnotherPartitionerWrote() throws Exception {
        assertThat(system.query().get("/v1/entities/driver/nobody").status()).isEqualTo(404);
        int partitions = 4;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", system.broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < 20; i++) {
                byte[] key = ("crc-" + i).getBytes(StandardCharsets.UTF_8);
                CRC32 crc = new CRC32();
                crc.update(key);
                int partition = (int) (crc.getValue() % partitions);
                producer.send(new ProducerRecord<>(
                                system.driverTopic, partition, key, "{}".getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        system.query().get("/v1/types/driver/partitions").body().contains("misplaced-keys"));

        for (int i = 0; i < 20; i++) {
            Http.Answer answer = system.query().get("/v1/entities/driver/crc-" + i);
            assertThat(answer.status()).isIn(200, 503);
            if (answer.status() == 503) {
                assertThat(answer.problem()).isEqualTo("misplaced-keys");
            }
        }
        assertThat(system.query().get("/v1/entities/driver/nobody").problem()).isEqualTo("misplaced-keys");
        assertThat(system.consumer().get("/actuator/health").status()).isEqualTo(503);
        assertThat(system.consumer().get("/actuator/health").body()).contains("misplaced-keys");
        assertThat(system.query().get("/v1/entities/device/nobody").status()).isEqualTo(404);
    }

    private static Http.Answer awaitStatus(String id, int status) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> system.query().get("/v1/entities/device/" + id).status() == status);
        return system.query().get("/v1/entities/device/" + id);
    }

    /** Kafka's own command, in a process of its own, one record per line of its input. */
    private static void writeWithConsoleProducer(String topic, String... lines)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.apache.kafka.tools.ConsoleProducer",
                        "--bootstrap-server",
                        system.broker.bootstrapServers(),
                        "--topic",
                        topic,
                        "--reader-property",
                        "parse.key=true",
                        "--reader-property",
                        "key.separator=|"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertThat(process.waitFor()).isZero();
        assertThat(Topics.lastPerKey(Topics.read(system.broker, topic)))
                .containsKey(lines[0].substring(0, lines[0].indexOf('|')));
    }
}
