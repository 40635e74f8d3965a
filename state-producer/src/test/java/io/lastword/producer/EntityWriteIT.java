package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.record.Partitioner;
import io.lastword.model.token.Token;
import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityWriteIT {

    private static RunningProducer producer;

    @BeforeAll
    static void start() {
        producer = RunningProducer.start(Backends.broker(), "--lastword.types.device.max-state-bytes=100000");
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    @Test
    void shouldPutTheExactBytesIntoTheLog() {
        String state = "{ \"b\": 1.50,\r\n \"a\":\"\\u00fc ü\" , \"a\":2}";
        Instant before = Instant.now();

        Answer answer = producer.put("/v1/entities/device/put-1?event=registered", state);

        assertThat(answer.status()).isEqualTo(200);
        ConsumerRecord<byte[], byte[]> record = lastRecord("put-1");
        assertThat(record.value()).isEqualTo(state.getBytes(UTF_8));
        Map<String, String> headers = headers(record);
        assertThat(headers)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_source", "/v1/entities/device")
                .containsEntry("ce_type", "registered")
                .containsEntry("content-type", "application/json");
        assertThat(UUID.fromString(headers.get("ce_id"))).isNotNull();
        assertThat(Instant.parse(headers.get("ce_time"))).isBetween(before, Instant.now());
    }

    @Test
    void shouldAnswerWhereTheChangeStandsInTheLog() {
        Instant before = Instant.now().minusMillis(1);

        Answer answer = producer.put("/v1/entities/device/put-2", "{}");

        ConsumerRecord<byte[], byte[]> record = lastRecord("put-2");
        assertThat(answer.text("type")).isEqualTo("device");
        assertThat(answer.text("id")).isEqualTo("put-2");
        assertThat(answer.text("event")).isEqualTo("updated");
        assertThat(answer.body().get("revision").asLong()).isEqualTo(record.offset());
        assertThat(answer.body().get("partition").asInt())
                .isEqualTo(record.partition())
                .isEqualTo(BuiltInPartitioner.partitionForKey("put-2".getBytes(UTF_8), 8))
                .isEqualTo(Partitioner.partition("put-2".getBytes(UTF_8), 8));
        Token token = Token.decode(answer.text("token"));
        assertThat(token.type()).isEqualTo("device");
        assertThat(token.incarnation()).isEqualTo(answer.text("incarnation")).hasSize(8);
        assertThat(token.positions()).isEqualTo(Map.of(record.partition(), record.offset() + 1));
        assertThat(token.caughtUpAt()).isBetween(before, Instant.ofEpochMilli(record.timestamp() + 1));
    }

    @Test
    void shouldPutATombstoneWithItsHeadersIntoTheLog() {
        producer.put("/v1/entities/device/gone", "{}");

        Answer answer = producer.delete("/v1/entities/device/gone");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("event")).isEqualTo("deregistered");
        ConsumerRecord<byte[], byte[]> record = lastRecord("gone");
        assertThat(record.value()).isNull();
        assertThat(record.offset()).isEqualTo(answer.body().get("revision").asLong());
        assertThat(headers(record)).containsEntry("ce_type", "deregistered").containsKeys("ce_id", "ce_time");
        assertThat(producer.delete("/v1/entities/device/gone?event=scrapped").text("event"))
                .isEqualTo("scrapped");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "caf%C3%A9 | café",
                "a%20b+c | a b+c",
                "50%25 | 50%",
                "%3Fq%23 | ?q#",
                "%F0%9F%9A%97 | 🚗",
                "a:b@c!$&'()*,= | a:b@c!$&'()*,="
            })
    void shouldWriteToTheIdThatThePathNames(String segment, String id) {
        Answer answer = producer.put("/v1/entities/device/" + segment, "{\"n\":1}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("id")).isEqualTo(id);
        assertThat(lastRecord(id)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "a%2Fb | '/' at index 1",
                "a%5Cb | '\\' at index 1",
                "a%3Bb | ';' at index 1",
                "a;v=1 | ';' at index 1",
                "a; | ';' at index 1",
                "a%0Ab | U+000A",
                "%2E | is '.'",
                "%2e%2E | is '..'"
            })
    void shouldRefuseAnIdThatCannotBeWritten(String segment, String reason) {
        Answer put = producer.put("/v1/entities/device/" + segment, "{}");
        Answer delete = producer.delete("/v1/entities/device/" + segment);

        assertProblem(put, 400, "invalid-id", reason);
        assertProblem(delete, 400, "invalid-id", reason);
    }

    @Test
    void shouldRefuseAnIdThatIsTooLong() {
        assertProblem(
                producer.put("/v1/entities/device/" + "x".repeat(256), "{}"),
                400,
                "id-too-long",
                "256 characters; at most 255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/../b", "a/%2e%2e/b", "./b", "//b", "a//b", "b/", ""})
    void shouldNotGuessWhichEntityAPathMeans(String rest) throws IOException {
        String answer = sendPlain("PUT /v1/entities/device/" + rest + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
        assertThat(Topics.lastPerKey(Topics.read(Backends.broker(), producer.deviceTopic())))
                .doesNotContainKeys("b", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%00b", "%FF", "%C0%AF", "%ED%A0%80", "%zz", "%", "a\\b", "\u00fc"})
    void shouldAnswerAMalformedPathWithAProblem(String segment) throws IOException {
        String answer = sendPlain(
                "DELETE /v1/entities/device/" + segment + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .doesNotContain("<html");
    }

    @Test
    void shouldNameTheKnownTypesWhenAskedForAnother() {
        assertProblem(producer.put("/v1/entities/devices/d", "{}"), 404, "unknown-type", "known types: d");
        assertProblem(producer.delete("/v1/entities/DEVICE/d"), 404, "unknown-type", "known types: d");
        assertProblem(producer.delete("/v1/entities/device;a=b/d"), 404, "unknown-type", "known types: d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1] | is an array",
                "'' | is empty",
                "null | is null",
                "{\"a\":} | line 1, column 6",
                "{\"a\":1 | malformed",
                "{} {} | line 1, column 4"
            })
    void shouldSayWhereAStateIsWrong(String body, String reason) {
        assertProblem(producer.put("/v1/entities/device/bad", body), 400, "invalid-state", reason);
    }

    @Test
    void shouldRefuseAStateThatIsNotUtf8() {
        byte[] latin1 = "{\"a\":\"ü\"}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

        assertProblem(
                producer.put("/v1/entities/device/bad", BodyPublishers.ofByteArray(latin1)),
                400,
                "invalid-state",
                "UTF-8");
    }

    @Test
    void shouldRefuseAStateThatIsTooLarge() {
        byte[] large = ("{\"a\":\"" + "x".repeat(100_000) + "\"}").getBytes(UTF_8);

        Answer announced = producer.put("/v1/entities/device/large", BodyPublishers.ofByteArray(large));
        Answer streamed = producer.put(
                "/v1/entities/device/large", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));

        assertProblem(announced, 413, "state-too-large", "100008 bytes; at most 100000");
        assertProblem(streamed, 413, "state-too-large", "at most 100000");
    }

    @Test
    void shouldTakeTheLargestState() {
        String largest = "{\"a\":\"" + "x".repeat(99_992) + "\"}";

        assertThat(producer.put("/v1/entities/device/largest", largest).status())
                .isEqualTo(200);
        assertThat(lastRecord("largest").value()).hasSize(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-ndjson", "application/x-www-form-urlencoded", "nonsense", ""})
    void shouldRefuseAnotherMediaType(String mediaType) {
        Answer answer = producer.send((mediaType.isEmpty()
                        ? producer.to("/v1/entities/device/d")
                        : producer.to("/v1/entities/device/d").header("Content-Type", mediaType))
                .PUT(BodyPublishers.ofString("{}")));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.raw().headers().firstValue("Accept").orElse("")).contains("application/json");
    }

    @Test
    void shouldRefuseAMethodThatDoesNotExist() {
        Answer answer = producer.get("/v1/entities/device/d");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.raw().headers().firstValue("Allow").orElse(""))
                .contains("PUT")
                .contains("DELETE");
    }

    @Test
    void shouldNotWriteWhatItCouldNotAnswerAcceptably() {
        Answer answer = producer.send(producer.to("/v1/entities/device/unacceptable")
                .header("Content-Type", "application/json")
                .header("Accept", "text/html")
                .PUT(BodyPublishers.ofString("{}")));

        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Topics.lastPerKey(Topics.read(Backends.broker(), producer.deviceTopic())))
                .doesNotContainKey("unacceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a%20b", "%C3%BC"})
    void shouldRefuseABadEventName(String event) {
        assertProblem(
                producer.put("/v1/entities/device/d?event=" + event, "{}"), 400, "invalid-event", "letters, digits");
        assertProblem(producer.delete("/v1/entities/device/d?event=" + event), 400, "invalid-event", "letters, digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"event=%FF", "event=%C0%AF", "event=%zz", "event=a&x=%FF", "%FF=a", "event=%"})
    void shouldAnswerAQueryThatCannotBeDecodedWithAProblem(String query) throws IOException {
        String answer = sendPlain("PUT /v1/entities/device/d?" + query + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("urn:lastword:problem:invalid-parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Match", "If-None-Match"})
    void shouldRefuseConditionalWrites(String header) {
        Answer put = producer.send(producer.to("/v1/entities/device/conditional")
                .header("Content-Type", "application/json")
                .header(header, "*")
                .PUT(BodyPublishers.ofString("{}")));
        Answer delete = producer.send(producer.to("/v1/entities/device/conditional")
                .header(header, "\"1\"")
                .DELETE());

        assertProblem(put, 501, "conditional-writes-not-supported", header);
        assertProblem(delete, 501, "conditional-writes-not-supported", header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns/name", "..", "a;b\\c", "with\u0001control", "plus+ and space"})
    void shouldEndAnEntityWhoseIdAnotherWriterGave(String id) {
        Answer answer = producer.delete("/v1/entities/device?id=" + URLEncoder.encode(id, UTF_8));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("id")).isEqualTo(id);
        assertThat(answer.text("event")).isEqualTo("deregistered");
        assertThat(answer.text("token")).isNotEmpty();
        assertThat(lastRecord(id).value()).isNull();
    }

    @Test
    void shouldEndAnEntityOfAsManyBytesAsTheLogMayHave() {
        String longest = "\u00fc".repeat(512);

        assertThat(producer.delete("/v1/entities/device?id=" + URLEncoder.encode(longest, UTF_8))
                        .status())
                .isEqualTo(200);
        assertThat(lastRecord(longest).value()).isNull();
        assertProblem(
                producer.delete("/v1/entities/device?id=" + URLEncoder.encode(longest + "x", UTF_8)),
                400,
                "invalid-id",
                "1024 bytes");
        assertProblem(producer.delete("/v1/entities/device?id="), 400, "invalid-id", "empty");
        assertThat(producer.delete("/v1/entities/device").status()).isEqualTo(400);
    }

    @Test
    void shouldNotWriteABodyThatBreaksOff() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", producer.port())) {
            socket.getOutputStream()
                    .write(("PUT /v1/entities/device/torn HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{}")
                            .getBytes(UTF_8));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("urn:lastword:problem:invalid-body");
        }
        assertThat(Topics.lastPerKey(Topics.read(Backends.broker(), producer.deviceTopic())))
                .doesNotContainKey("torn");
    }

    private static void assertProblem(Answer answer, int status, String type, String detail) {
        assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:" + type);
        assertThat(answer.text("detail")).contains(detail);
    }

    private static String sendPlain(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", producer.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(UTF_8));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static ConsumerRecord<byte[], byte[]> lastRecord(String id) {
        List<ConsumerRecord<byte[], byte[]>> records = Topics.read(Backends.broker(), producer.deviceTopic());
        return Topics.lastPerKey(records).get(id);
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }
}
