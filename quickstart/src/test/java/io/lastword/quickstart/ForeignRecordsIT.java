package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.model.record.Partitioner;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Records of other writers, a line each of {@code foreign-records.tsv}, on their way through a consumer to what the query
 * API says of them. The next record of the same partition is folded in any case.
 */
@AnyServer
class ForeignRecordsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PARTITIONS = 2;

    private static RunningSystem system;
    private static String topic;
    private static KafkaProducer<byte[], byte[]> producer;

    /**
     * A record and what is right.
     *
     * @param header name=value, or empty
     * @param checks separated by blanks: how the entity is answered, its event, or a query that lists it, counts it or does not
     */
    record Line(String id, String header, String value, List<String> checks) {

        static Line of(String line) {
            String[] fields = line.split("\t", -1);
            return new Line(fields[0], fields[1], fields[2], List.of(fields[3].split(" ")));
        }

        @Override
        public String toString() {
            return id + " " + header + " " + value;
        }
    }

    @BeforeAll
    static void start() {
        topic = Topics.unique("foreign");
        system = new RunningSystem(
                Backends.broker(),
                Backends.redis(),
                "--lastword.types.foreign.topic=" + topic,
                "--lastword.types.foreign.partitions=" + PARTITIONS,
                "--lastword.types.foreign.indexes.battery.kind=number",
                "--lastword.types.foreign.indexes.since.kind=instant",
                "--lastword.consumer.heartbeat=200ms");
        system.startAll();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", system.broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        system.close();
    }

    static List<Line> lines() throws IOException {
        try (var in = ForeignRecordsIT.class.getResourceAsStream("foreign-records.tsv")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Line::of)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void shouldAffectNoMoreThanItsEntity(Line line) {
        String next = Stream.iterate(0, i -> i + 1)
                .map(i -> "after-" + line.id().replace("/", "") + "-" + i)
                .filter(id -> partition(id) == partition(line.id()))
                .findFirst()
                .orElseThrow();
        send(line.id(), line.header(), line.value());
        send(next, "", "{\"next\":true}");

        await().atMost(PATIENCE)
                .until(() -> system.query().get("/v1/entities/foreign/" + next).status() == 200);

        assertThat(line.checks()).allSatisfy(check -> check(line.id(), check));
    }

    private static void check(String id, String check) {
        String given = check.substring(check.indexOf('=') + 1);
        Http.Answer answer = system.query().get("/v1/entities/foreign?id=" + encode(id));
        switch (check.substring(0, check.indexOf('='))) {
            case "status" -> assertThat(answer.status()).as(answer.body()).isEqualTo(Integer.parseInt(given));
            case "reason" -> assertThat(answer.text("reason")).contains(given);
            case "event" -> assertThat(answer.text("event")).isEqualTo(given);
            case "listed" -> assertThat(listed(given)).contains(id);
            case "unlisted" -> assertThat(listed(given)).doesNotContain(id);
            case "counted" ->
                assertThat(system.query()
                                .get("/v1/types/foreign/counts?by=battery")
                                .body())
                        .contains("{\"value\":" + given + ",");
            case "history" -> {
                Http.Answer history = system.query().get("/v1/history/foreign?id=" + encode(id));
                assertThat(history.status()).isEqualTo(200);
                assertThat(history.json().path("items")).hasSize(Integer.parseInt(given));
            }
            case "ended" -> {
                assertThat(system.producer()
                                .delete("/v1/entities/foreign?id=" + encode(id))
                                .status())
                        .isEqualTo(Integer.parseInt(given));
                await().atMost(PATIENCE)
                        .until(() -> system.query()
                                        .get("/v1/entities/foreign?id=" + encode(id))
                                        .status()
                                == 404);
            }
            default -> throw new IllegalArgumentException(check);
        }
    }

    private static List<String> listed(String query) {
        Http.Answer page = system.query().get("/v1/entities/foreign?limit=1000&" + query);
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        return page.json().path("items").values().stream()
                .map((JsonNode item) -> item.path("id").stringValue())
                .toList();
    }

    private static void send(String id, String header, String value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, partition(id), id.getBytes(UTF_8), value.getBytes(UTF_8));
        if (!header.isEmpty()) {
            String[] parts = header.split("=", 2);
            record.headers().add(parts[0], parts[1].getBytes(UTF_8));
        }
        producer.send(record);
    }

    private static int partition(String id) {
        return Partitioner.partition(id.getBytes(UTF_8), PARTITIONS);
    }

    private static String encode(String id) {
        return java.net.URLEncoder.encode(id, UTF_8);
    }
}
