package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@AnyServer
class LimitsIT {

    private static RunningProducer producer;

    @BeforeAll
    static void start() {
        producer = RunningProducer.start(
                Backends.broker(),
                "--lastword.producer.limits.max-id-chars=20",
                "--lastword.producer.limits.max-string-chars=30",
                "--lastword.producer.limits.max-line=1KB",
                "--lastword.producer.bulk.max-concurrent=1");
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    @Test
    void shouldRefuseEachExcessWithACauseOfItsOwn() {
        assertProblem(producer.put("/v1/entities/device/" + "x".repeat(21), "{}"), 400, "id-too-long");
        assertProblem(
                producer.put("/v1/entities/device/d", "{\"a\":\"" + "x".repeat(31) + "\"}"), 400, "token-too-long");
        assertProblem(
                producer.put("/v1/entities/device/d", "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"),
                400,
                "state-too-deep");
    }

    @Test
    void shouldRejectALineThatIsTooLong() {
        Answer answer = producer.bulk(
                "device", BodyPublishers.ofString("{\"id\":\"long\",\"state\":{" + " ".repeat(1024) + "}}"));

        assertThat(answer.body().at("/rejected/0/reason").asString()).contains("longer than 1024 bytes");
    }

    @Test
    void shouldLetOnlySoManyBulkWritesRunAtOnce() throws IOException {
        try (Socket slow = new Socket("127.0.0.1", producer.port())) {
            String line = "{\"id\":\"slow-1\",\"state\":{}}\n";
            slow.getOutputStream()
                    .write(("POST /v1/entities/device HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + Integer.toHexString(line.length()) + "\r\n" + line + "\r\n")
                            .getBytes(UTF_8));
            Awaitility.await()
                    .until(() -> Topics.lastPerKey(Topics.read(Backends.broker(), producer.deviceTopic()))
                            .containsKey("slow-1"));

            Answer second = producer.bulk("device", BodyPublishers.ofString("{\"id\":\"refused\",\"state\":{}}"));

            assertProblem(second, 429, "more-than-a-share");
            assertThat(second.raw().headers().firstValue("Retry-After")).contains("1");
            assertThat(producer.put("/v1/entities/device/single", "{}").status())
                    .isEqualTo(200);
        }
        Awaitility.await()
                .until(() -> producer.bulk("device", BodyPublishers.ofString("{\"id\":\"after\",\"state\":{}}"))
                                .status()
                        == 200);
        assertThat(Topics.lastPerKey(Topics.read(Backends.broker(), producer.deviceTopic())))
                .containsKey("after")
                .doesNotContainKey("refused");
    }

    private static void assertProblem(Answer answer, int status, String type) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:" + type);
    }
}
