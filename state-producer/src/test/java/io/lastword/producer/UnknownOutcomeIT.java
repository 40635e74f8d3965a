package io.lastword.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.AnyServer;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A frozen broker takes requests and never answers them: nobody can know what becomes of a write. */
@AnyServer
class UnknownOutcomeIT {

    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(2);

    @TempDir
    private static Path directory;

    private static ServiceProcess broker;
    private static RunningProducer producer;

    @BeforeAll
    static void start() {
        broker = ServiceCommand.of(BrokerProcess.class)
                .withMaxHeap("512m")
                .withArguments(directory.toString())
                .start();
        String address = broker.awaitOutput("broker answers at (\\S+)", Duration.ofSeconds(120))
                .group(1);
        producer = RunningProducer.startAt(
                address,
                "state.device",
                "state.driver",
                "--lastword.producer.delivery-timeout=" + DELIVERY_TIMEOUT,
                "--lastword.producer.start-wait=30s",
                // Longer than a write takes to fail, so that writes are still tried.
                "--lastword.producer.look-up-timeout=20s");
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    @BeforeEach
    void freeze() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> producer.put("/v1/entities/device/before", "{}").status() == 200
                        && producer.bulk("device", BodyPublishers.ofString("{\"id\":\"before\",\"state\":{}}"))
                                        .status()
                                == 200);
        broker.signal("STOP");
    }

    @AfterEach
    void thaw() {
        broker.signal("CONT");
    }

    @Test
    void shouldAnswer504AfterTheProducerHasGivenUp() {
        Instant sent = Instant.now();

        Answer answer = producer.put("/v1/entities/device/d", "{}");

        assertThat(Duration.between(sent, Instant.now())).isGreaterThanOrEqualTo(DELIVERY_TIMEOUT);
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:outcome-unknown");
        assertThat(answer.text("detail")).contains("may or may not have happened", "no later write to the same id");
        assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void shouldNameTheUnknownLinesOfABulkWrite() {
        Answer answer = producer.bulk(
                "device", BodyPublishers.ofString("{\"id\":\"a\",\"state\":{}}\nbad\n{\"id\":\"b\",\"state\":{}}\n"));

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:outcome-unknown");
        assertThat(answer.body().get("accepted").asInt()).isZero();
        assertThat(answer.body().get("rejectedCount").asInt()).isEqualTo(1);
        assertThat(answer.body().get("unknown").toString()).isEqualTo("[\"1\",\"3\"]");
        assertThat(answer.body().has("notReadFrom")).isFalse();
        assertThat(answer.body().has("token")).isFalse();
    }
}
