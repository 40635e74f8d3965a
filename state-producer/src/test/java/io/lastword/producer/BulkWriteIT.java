package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@AnyServer
class BulkWriteIT {

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
    void shouldWriteTheGoodLinesAndReportTheBadOnes() {
        String lines = "{\"id\":\"b-1\",\"state\":{ \"n\" : 1.50 },\"event\":\"registered\"}\r\n"
                + "\n"
                + "{\"id\":\"b-2\",\"state\":[]}\n"
                + "{\"id\":\"b-3\",\"state\":{\"x\":\"" + "y".repeat(200_000) + "\"}}\n"
                + "nonsense\n"
                + "{\"id\":\"b-4\",\"deleted\":true}";

        Answer answer = producer.bulk("device", BodyPublishers.ofString(lines));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("accepted").asInt()).isEqualTo(2);
        assertThat(answer.body().get("rejectedCount").asInt()).isEqualTo(3);
        assertThat(answer.body().get("rejected").get(0).get("line").asInt()).isEqualTo(3);
        assertThat(answer.body().get("rejected").get(0).get("id").asString()).isEqualTo("b-2");
        assertThat(answer.body().get("rejected").get(0).get("reason").asString())
                .contains("array");
        assertThat(answer.body().get("rejected").get(1).get("line").asInt()).isEqualTo(4);
        assertThat(answer.body().get("rejected").get(1).get("reason").asString())
                .contains("longer");
        assertThat(answer.body().get("rejected").get(2).get("line").asInt()).isEqualTo(5);
        assertThat(answer.body().get("rejected").get(2).has("id")).isFalse();
        Map<String, ConsumerRecord<byte[], byte[]>> last = lastPerKey();
        assertThat(last.get("b-1").value()).isEqualTo("{ \"n\" : 1.50 }".getBytes(UTF_8));
        assertThat(last.get("b-1").headers().lastHeader("ce_type").value()).isEqualTo("registered".getBytes(UTF_8));
        assertThat(last).containsKey("b-4").doesNotContainKeys("b-2", "b-3");
        assertThat(last.get("b-4").value()).isNull();
        assertThat(last.get("b-4").headers().lastHeader("ce_type").value()).isEqualTo("deregistered".getBytes(UTF_8));
    }

    @Test
    void shouldStreamManyLinesInOrderAndCoverThemWithItsToken() {
        long count = 100_000;
        InputStream lines = lines(count, n -> "{\"id\":\"s-" + n % 5_000 + "\",\"state\":{\"n\":" + n + "}}\n");

        Answer answer = producer.bulk("device", BodyPublishers.ofInputStream(() -> lines));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("accepted").asLong()).isEqualTo(count);
        Token token = Token.decode(answer.text("token"));
        Map<Integer, Long> ends = new HashMap<>();
        Map<String, Long> lastOfKey = new HashMap<>();
        long seen = 0;
        for (ConsumerRecord<byte[], byte[]> record : Topics.read(Backends.broker(), producer.deviceTopic())) {
            String key = new String(record.key(), UTF_8);
            if (key.startsWith("s-")) {
                seen++;
                long n = Long.parseLong(new String(record.value(), UTF_8).replaceAll("\\D", ""));
                assertThat(n).isGreaterThan(lastOfKey.getOrDefault(key, -1L));
                lastOfKey.put(key, n);
                ends.merge(record.partition(), record.offset() + 1, Math::max);
            }
        }
        assertThat(seen).isEqualTo(count);
        assertThat(token.positions()).isEqualTo(ends);
    }

    @Test
    void shouldListTheFirstThousandBadLinesAndCountAll() {
        InputStream lines = lines(2_500, n -> "{\"id\":\"\\ud800\"}\n");

        Answer answer = producer.bulk("device", BodyPublishers.ofInputStream(() -> lines));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("rejectedCount").asInt()).isEqualTo(2_500);
        assertThat(answer.body().get("rejected")).hasSize(1_000);
        assertThat(answer.body().has("token")).isFalse();
    }

    @Test
    void shouldAcceptAnEmptyStream() {
        Answer answer = producer.bulk("device", BodyPublishers.ofString(""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("accepted").asInt()).isZero();
    }

    @Test
    void shouldRefuseWhatIsNotABulkWrite() {
        assertThat(producer.bulk("devices", BodyPublishers.ofString("{}")).text("detail"))
                .contains("device", "driver");
        assertThat(producer.send(producer.to("/v1/entities/device")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}")))
                        .status())
                .isEqualTo(415);
        assertThat(producer.send(producer.to("/v1/entities/device")
                                .header("Content-Type", "application/x-ndjson")
                                .header("If-Match", "*")
                                .POST(BodyPublishers.ofString("{}")))
                        .status())
                .isEqualTo(501);
    }

    @Test
    void shouldKeepWhatWasAcceptedWhenTheClientGoesAway() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", producer.port())) {
            String lines = "{\"id\":\"left-1\",\"state\":{}}\n{\"id\":\"left-2\",\"state\":{}}\n{\"id\":\"left-3\",";
            socket.getOutputStream()
                    .write(("POST /v1/entities/device HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + Integer.toHexString(lines.length()) + "\r\n" + lines + "\r\n")
                            .getBytes(UTF_8));
        }

        Awaitility.await()
                .untilAsserted(() -> assertThat(lastPerKey())
                        .containsKeys("left-1", "left-2")
                        .doesNotContainKey("left-3"));
    }

    @Test
    void shouldSayWhatBecameOfTheLinesBeforeABodyBrokeOff() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", producer.port())) {
            String lines = "{\"id\":\"torn-1\",\"state\":{}}\nbad\n{\"id\":\"torn-2\",\"state\":{}}";
            socket.getOutputStream()
                    .write(("POST /v1/entities/device HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n" + lines)
                            .getBytes(UTF_8));
            socket.shutdownOutput();

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json", "urn:lastword:problem:invalid-body", "\"accepted\":1")
                    .contains("\"rejectedCount\":1");
        }
        assertThat(lastPerKey()).containsKey("torn-1").doesNotContainKey("torn-2");
    }

    private static Map<String, ConsumerRecord<byte[], byte[]>> lastPerKey() {
        List<ConsumerRecord<byte[], byte[]>> records = Topics.read(Backends.broker(), producer.deviceTopic());
        return Topics.lastPerKey(records);
    }

    /** A stream that never holds more than one line. */
    static InputStream lines(long count, LongFunction<String> line) {
        return new InputStream() {
            private long next;
            private byte[] current = {};
            private int at;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (at == current.length) {
                    if (next == count) {
                        return -1;
                    }
                    current = line.apply(next++).getBytes(UTF_8);
                    at = 0;
                }
                int size = Math.min(length, current.length - at);
                System.arraycopy(current, at, target, offset, size);
                at += size;
                return size;
            }
        };
    }
}
