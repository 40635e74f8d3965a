package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BulkStreamIT {

    private static final int KEPT_BYTES = 256 << 10;
    /** With as many lines, neither they nor their results fit into the buffers between the two. */
    private static final int MANY = 80_000;

    private static final String BAD_LINES = ("{\"id\":\"bad\",\"state\":[]}" + " ".repeat(500) + "\n").repeat(100);

    private static RunningProducer impatient;
    private static RunningProducer patient;

    @BeforeAll
    static void start() {
        // A sender may stand still below HTTP for longer than a server usually waits: see BulkSocket.makeRoom.
        impatient = start("100ms", "--server.tomcat.connection-timeout=5m");
        patient = start("30s", "--server.tomcat.connection-timeout=5s");
    }

    @AfterAll
    static void stop() {
        impatient.close();
        patient.close();
    }

    @Test
    void shouldReportProgressWhileLinesAreStillBeingSent() throws IOException {
        try (BulkSocket bulk = BulkSocket.open(patient, "")) {
            bulk.send("{\"id\":\"p-1\",\"state\":{}}\nbad\n{\"id\":\"p-2\",\"dele");

            JsonNode rejected = next(bulk, "rejected");
            JsonNode progress = next(bulk, "progress");
            while (progress.get("accepted").asInt() == 0) {
                progress = next(bulk, "progress");
            }

            assertThat(rejected.toString()).contains("\"line\":2", "\"reason\":\"the JSON is malformed");
            assertThat(progress.toString())
                    .isEqualTo("{\"kind\":\"progress\",\"lines\":2,\"accepted\":1,\"rejectedCount\":1,\"inFlight\":0}");
            bulk.send("ted\":true}\n").endOfLines();
            JsonNode done = last(bulk.rest());
            assertThat(done.get("lines").asInt()).isEqualTo(3);
            assertThat(done.get("accepted").asInt()).isEqualTo(2);
            assertThat(Token.decode(done.get("token").asString()).type()).isEqualTo("device");
        }
    }

    @Test
    void shouldReportEveryLineOnRequest() throws IOException {
        try (BulkSocket bulk = BulkSocket.open(patient, "?results=all")) {
            bulk.send("{\"id\":\"e-1\",\"state\":{}}\n\nbad\n{\"id\":\"e-2\",\"deleted\":true}\n")
                    .endOfLines();

            List<JsonNode> results = bulk.rest();

            var records = Topics.lastPerKey(Topics.read(Backends.broker(), patient.deviceTopic()));
            assertThat(results.stream().map(JsonNode::toString).toList())
                    .contains(
                            "{\"kind\":\"accepted\",\"line\":1,\"partition\":%d,\"revision\":%d}"
                                    .formatted(
                                            records.get("e-1").partition(),
                                            records.get("e-1").offset()),
                            "{\"kind\":\"accepted\",\"line\":4,\"partition\":%d,\"revision\":%d}"
                                    .formatted(
                                            records.get("e-2").partition(),
                                            records.get("e-2").offset()));
            assertThat(results.stream().filter(line -> kind(line).equals("rejected")))
                    .singleElement()
                    .satisfies(line -> assertThat(line.get("line").asInt()).isEqualTo(3));
            assertThat(last(results).get("lines").asInt()).isEqualTo(4);
        }
    }

    @Test
    void shouldReadOnWhileItsClientSendsEverythingBeforeItReads() throws IOException {
        try (BulkSocket bulk = BulkSocket.open(impatient, "")) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendBadLinesAndEnd(bulk));
            await(bulk, sender::isDone);
            sender.join();

            List<JsonNode> results = bulk.rest();

            JsonNode done = last(results);
            assertThat(kind(done)).isEqualTo("done");
            assertThat(done.get("rejectedCount").asInt()).isEqualTo(MANY);
            List<JsonNode> summarised = results.stream()
                    .filter(line -> kind(line).equals("summarised"))
                    .toList();
            long withDetails = results.stream()
                    .filter(line -> kind(line).equals("rejected"))
                    .count();
            assertThat(summarised).isNotEmpty();
            assertThat(withDetails).isPositive();
            assertThat(withDetails
                            + summarised.stream()
                                    .mapToLong(line -> line.get("rejected").asLong())
                                    .sum())
                    .isEqualTo(MANY);
            assertThat(summarised.get(0).get("rejectedLines").get(0).asString())
                    .isEqualTo(summarised.get(0).get("lines").asString());
        }
    }

    @Test
    void shouldNotReadFasterThanItsClientReads() throws IOException {
        try (BulkSocket bulk = BulkSocket.open(patient, "")) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendBadLinesAndEnd(bulk));

            await(bulk, () -> gauge("lastword.bulk.paused") == 1);
            // Longer than Tomcat would wait.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .during(Duration.ofSeconds(6))
                    .until(() -> gauge("lastword.bulk.paused") == 1);
            assertThat(gauge("lastword.bulk.unread")).isBetween((double) KEPT_BYTES, 1.1 * KEPT_BYTES);
            assertThat(sender).isNotDone();
            List<JsonNode> results = bulk.rest();

            sender.join();
            assertThat(results.stream()
                            .filter(line -> kind(line).equals("rejected"))
                            .mapToInt(line -> line.get("line").asInt()))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, MANY).boxed().toList());
            assertThat(last(results).get("rejectedCount").asInt()).isEqualTo(MANY);
        }
    }

    @Test
    void shouldLimitHowManyRunAtOnce() throws IOException {
        try (BulkSocket first = BulkSocket.open(patient, "")) {
            first.send("bad\n");
            next(first, "rejected");

            Answer second = patient.bulk("device", BodyPublishers.ofString("{\"id\":\"l-1\",\"state\":{}}"));

            // It is the same client that holds the place.
            assertThat(second.status()).isEqualTo(429);
            assertThat(second.text("type")).isEqualTo("urn:lastword:problem:more-than-a-share");
            assertThat(second.text("detail")).contains("max-concurrent");
            assertThat(second.raw().headers().firstValue("Retry-After")).isPresent();
            first.endOfLines();
            assertThat(kind(last(first.rest()))).isEqualTo("done");
        }
        assertThat(patient.bulk("device", BodyPublishers.ofString("{\"id\":\"l-1\",\"state\":{}}"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void shouldMakeRoomForOthersWhenItsClientGoesAway() throws IOException {
        try (BulkSocket bulk = BulkSocket.open(patient, "")) {
            bulk.send("{\"id\":\"gone-1\",\"state\":{}}\n".repeat(10)).send("{\"id\":\"gone-2\",");
            Awaitility.await()
                    .until(() -> next(bulk, "progress").get("accepted").asInt() == 10);
        }

        Awaitility.await().until(() -> gauge("lastword.bulk.running") == 0);
        assertThat(Topics.lastPerKey(Topics.read(Backends.broker(), patient.deviceTopic())))
                .containsKey("gone-1")
                .doesNotContainKey("gone-2");
    }

    @Test
    void shouldRefuseWithAProblemBeforeTheStreamBegins() {
        Answer noType = stream("/v1/entities/cart", "application/x-ndjson");
        Answer noSuchResults = stream("/v1/entities/device?results=some", "application/x-ndjson");
        Answer noStream = stream("/v1/entities/device?results=all", "application/json");

        assertThat(noType.text("type")).isEqualTo("urn:lastword:problem:unknown-type");
        assertThat(noType.status()).isEqualTo(404);
        assertThat(noSuchResults.text("type")).isEqualTo("urn:lastword:problem:invalid-parameter");
        assertThat(noStream.status()).isEqualTo(400);
        assertThat(noStream.text("detail")).contains("Accept: application/x-ndjson");
    }

    @Test
    void shouldAnswerWithASingleDocumentUnlessAStreamIsPreferred() {
        for (String accept : new String[] {"*/*", "application/json", "application/x-ndjson;q=0.5, application/json"}) {
            assertThat(stream("/v1/entities/device", accept).body().has("rejectedCount"))
                    .isTrue();
        }
        assertThat(stream("/v1/entities/device", "application/json;q=0.5, application/x-ndjson")
                        .raw()
                        .body())
                .startsWith("{\"kind\":\"done\"");
    }

    private static RunningProducer start(String patience, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--lastword.producer.bulk.progress-interval=50ms",
                "--lastword.producer.bulk.max-concurrent=1",
                "--lastword.producer.bulk.max-unread-results=" + KEPT_BYTES + "B",
                "--lastword.producer.bulk.results-patience=" + patience));
        arguments.addAll(List.of(more));
        return RunningProducer.start(Backends.broker(), arguments.toArray(String[]::new));
    }

    private static Answer stream(String path, String accept) {
        return patient.send(patient.to(path)
                .header("Content-Type", "application/x-ndjson")
                .header("Accept", accept)
                .POST(BodyPublishers.ofByteArray("".getBytes(UTF_8))));
    }

    private static void sendBadLines(BulkSocket bulk) throws IOException {
        for (int sent = 0; sent < MANY; sent += 100) {
            bulk.send(BAD_LINES);
        }
    }

    private static void sendBadLinesAndEnd(BulkSocket bulk) {
        try {
            sendBadLines(bulk);
            bulk.endOfLines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits, and helps the kernel out when nothing is sent any more. */
    private static void await(BulkSocket bulk, BooleanSupplier reached) {
        AtomicInteger sends = new AtomicInteger(-1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    if (reached.getAsBoolean()) {
                        return true;
                    }
                    if (bulk.sends() == sends.getAndSet(bulk.sends())) {
                        bulk.makeRoom();
                    }
                    return false;
                });
    }

    private static double gauge(String name) {
        return patient.context().getBean(MeterRegistry.class).get(name).gauge().value();
    }

    private static JsonNode next(BulkSocket bulk, String kind) throws IOException {
        for (JsonNode line = bulk.next(); line != null; line = bulk.next()) {
            if (kind(line).equals(kind)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended without " + kind);
    }

    private static JsonNode last(List<JsonNode> lines) {
        return lines.get(lines.size() - 1);
    }

    private static String kind(JsonNode line) {
        return line.get("kind").asString();
    }
}
