package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.Backends;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import io.lastword.test.TestBroker;
import io.lastword.test.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OutageIT {

    private static final String[] IMPATIENT = {
        "--lastword.producer.start-wait=2s",
        "--lastword.producer.look-up-timeout=1s",
        "--lastword.producer.delivery-timeout=3s",
        "--lastword.producer.max-block=1s",
        "--lastword.producer.bulk.progress-interval=100ms"
    };

    private static final long LINES = 200_000;

    private TestBroker broker;

    @BeforeEach
    void startBroker() {
        broker = Backends.newBroker(Map.of());
        broker.start();
    }

    @AfterEach
    void closeBroker() {
        broker.close();
    }

    @Test
    void shouldStartWithoutABrokerAndRecoverWithIt() {
        broker.stop();
        try (RunningProducer producer = RunningProducer.start(broker, IMPATIENT)) {
            assertUnavailable(producer.put("/v1/entities/device/d", "{}"));
            assertUnavailable(producer.bulk("device", BodyPublishers.ofString("{\"id\":\"d\",\"state\":{}}")));
            Answer readiness = producer.get("/actuator/health/readiness");
            assertThat(readiness.status()).isEqualTo(503);
            assertThat(readiness.raw().body()).contains("OUT_OF_SERVICE", "cannot be reached");
            assertThat(producer.get("/actuator/health/liveness").status()).isEqualTo(200);

            broker.start();
            awaitPut(producer, 200);
            await().until(() -> producer.get("/actuator/health/readiness").status() == 200);
        }
    }

    @Test
    void shouldAnswer503WhileTheBrokerIsDownAndRecoverWithIt() {
        try (RunningProducer producer = RunningProducer.start(broker, IMPATIENT)) {
            Answer before = awaitPut(producer, 200);
            broker.stop();
            assertUnavailable(awaitPut(producer, 503));
            await().until(() -> producer.get("/actuator/health/readiness").status() == 503);

            broker.start();
            Answer after = awaitPut(producer, 200);
            assertThat(after.text("incarnation")).isEqualTo(before.text("incarnation"));
            await().until(() -> producer.get("/actuator/health/readiness").status() == 200);
        }
    }

    @Test
    void shouldStopWhenATopicIsRefusedBeforeTheFirstSuccess() {
        String topic = Topics.unique("late");
        Topics.create(broker, topic, 8, Map.of("cleanup.policy", "delete"));
        broker.stop();
        ServiceCommand command = ServiceCommand.of(StateProducerApplication.class)
                .withArguments(IMPATIENT)
                .withArguments(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--lastword.types.device.topic=" + topic);
        try (ServiceProcess producer = command.start()) {
            producer.awaitOutput("Starting without the log", Duration.ofSeconds(120));

            broker.start();

            await().until(() -> !producer.alive());
            assertThat(producer.terminate()).isEqualTo(1);
            assertThat(producer.output()).contains("Stopping, since a topic cannot hold state", topic);
        }
    }

    @Test
    void shouldSayWhatBecameOfEachLineWhenTheLogFailsMidway() {
        try (RunningProducer producer = RunningProducer.start(broker, IMPATIENT)) {
            Answer answer = loseTheBrokerDuring(producer, "application/json");

            assertThat(answer.status()).isIn(503, 504);
            assertEveryLineIsAccountedFor(producer, answer.body());
        }
    }

    @Test
    void shouldEndAStreamOfResultsWithWhatBecameOfEachLine() {
        try (RunningProducer producer = RunningProducer.start(broker, IMPATIENT)) {
            Answer answer = loseTheBrokerDuring(producer, "application/x-ndjson");

            assertThat(answer.status()).isEqualTo(200);
            List<String> lines = answer.raw().body().lines().toList();
            assertThat(lines).anyMatch(line -> line.startsWith("{\"kind\":\"progress\""));
            JsonNode last = new JsonMapper().readTree(lines.get(lines.size() - 1));
            assertThat(last.get("kind").asString()).isEqualTo("failed");
            assertThat(last.at("/problem/status").asInt()).isIn(503, 504);
            assertEveryLineIsAccountedFor(producer, last.get("problem"));
        }
    }

    private Answer loseTheBrokerDuring(RunningProducer producer, String accept) {
        awaitReady(producer);
        CountDownLatch halfway = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        CompletableFuture<Answer> bulk =
                CompletableFuture.supplyAsync(() -> producer.send(producer.to("/v1/entities/device")
                        .header("Content-Type", "application/x-ndjson")
                        .header("Accept", accept)
                        .POST(BodyPublishers.ofInputStream(() -> BulkWriteIT.lines(LINES, n -> {
                            if (n == LINES / 4) {
                                halfway.countDown();
                                uninterruptedly(stopped);
                            }
                            return "{\"id\":\"m-" + n + "\",\"state\":{\"n\":" + n + "}}\n";
                        })))));
        uninterruptedly(halfway);
        await().until(() -> appended(producer) > 0);
        broker.stop();
        stopped.countDown();
        Answer answer = bulk.join();
        broker.start();
        return answer;
    }

    /** On a busy machine it may have started before it saw its topics. */
    private static void awaitReady(RunningProducer producer) {
        await().until(() -> producer.get("/actuator/health/readiness").status() == 200);
    }

    private static double appended(RunningProducer producer) {
        return producer.context()
                .getBean(MeterRegistry.class)
                .get("lastword.writes")
                .tags("type", "device", "outcome", "appended")
                .counter()
                .count();
    }

    private void assertEveryLineIsAccountedFor(RunningProducer producer, JsonNode problem) {
        assertThat(problem.get("type").asString())
                .isIn("urn:lastword:problem:bulk-interrupted", "urn:lastword:problem:outcome-unknown");
        long accepted = problem.get("accepted").asLong();
        long unknown = lines(problem, "unknown");
        long notWritten = lines(problem, "notWritten");
        long notReadFrom = problem.get("notReadFrom").asLong();
        assertThat(accepted).isPositive();
        assertThat(accepted + unknown + notWritten).isEqualTo(notReadFrom - 1);
        assertThat(notReadFrom).isLessThan(LINES);
        List<ConsumerRecord<byte[], byte[]>> records = Topics.read(broker, producer.deviceTopic());
        assertThat((long) Topics.lastPerKey(records).size()).isBetween(accepted, accepted + unknown);
    }

    @Test
    void shouldFailASimulationThatLosesTheLogAndSayWhatBecameOfItsChanges() {
        try (RunningProducer producer = RunningProducer.start(broker, IMPATIENT)) {
            awaitReady(producer);
            producer.send(producer.to("/v1/simulations")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(
                            "{\"name\":\"s\",\"workload\":\"devices\",\"entities\":1000000,\"rate\":5000}")));
            await().until(() ->
                    producer.get("/v1/simulations/s").body().get("accepted").asLong() > 1_000);

            broker.stop();
            Answer failed = await().until(
                            () -> producer.get("/v1/simulations/s"),
                            answer -> !answer.text("state").equals("running"));
            broker.start();

            assertThat(failed.text("state")).isEqualTo("failed");
            assertThat(failed.text("reason"))
                    .containsAnyOf("did not acknowledge", "cannot be reached", "in time", "did not say");
            long accepted = failed.body().get("accepted").asLong();
            long rejected = failed.body().get("rejected").asLong();
            long unknown = failed.body().get("unknown").asLong();
            assertThat(accepted + rejected + unknown)
                    .isEqualTo(failed.body().get("made").asLong());
            assertThat(rejected + unknown).isPositive();
            assertThat((long) Topics.read(broker, producer.deviceTopic()).size())
                    .isBetween(accepted, accepted + unknown);
        }
    }

    private static void uninterruptedly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("type")).isEqualTo("urn:lastword:problem:log-unavailable");
        assertThat(answer.text("detail")).contains("nothing was written");
        assertThat(answer.raw().headers().firstValue("Retry-After")).contains("2");
    }

    private static long lines(JsonNode problem, String member) {
        long lines = 0;
        for (JsonNode range : problem.get(member)) {
            String[] ends = range.asString().split("-");
            lines += Long.parseLong(ends[ends.length - 1]) - Long.parseLong(ends[0]) + 1;
        }
        return lines;
    }

    private static Answer awaitPut(RunningProducer producer, int status) {
        return await().until(
                        () -> producer.put("/v1/entities/device/d", BodyPublishers.ofByteArray("{}".getBytes(UTF_8))),
                        answer -> answer.status() == status);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }
}
