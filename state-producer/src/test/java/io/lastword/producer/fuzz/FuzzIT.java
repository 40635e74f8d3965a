package io.lastword.producer.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.RunningProducer;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.Seed;
import io.lastword.test.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Valid and broken requests at the front door of a healthy producer. Each is answered as documented, and afterwards the
 * topic holds exactly what was accepted. {@code -Dlastword.test.seed=N} repeats a run.
 */
@Faults
class FuzzIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long SEED = Seed.ofThisRun();
    private static final int STREAMS = Integer.getInteger("lastword.test.fuzz.streams", 96);
    private static final int LINES = 1_000;
    private static final int CLIENTS = 4;
    private static final int REQUESTS = Integer.getInteger("lastword.test.fuzz.requests", 8_000);
    private static final Set<Integer> DOCUMENTED = Set.of(200, 400, 404, 413, 415, 422, 431, 501);

    private final List<Expected> expected = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();

    private record Expected(LoggedChange change, @Nullable String ceId) {}

    @Test
    void shouldAnswerAsDocumentedAndLogExactlyWhatItAccepted() throws Exception {
        System.out.println("fuzz seed " + SEED);
        try (RunningProducer producer = RunningProducer.start(
                Backends.broker(),
                "--lastword.types.device.max-state-bytes=" + FuzzedState.MAX_BYTES,
                "--lastword.types.device.max-state-depth=" + FuzzedState.MAX_DEPTH)) {
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                clients.add(CompletableFuture.runAsync(() -> sendRequests(producer.port(), client)));
            }
            sendStreams(producer.port());
            clients.forEach(CompletableFuture::join);

            System.out.printf(
                    "%d lines and %d requests, answered with %s; %d accepted%n",
                    STREAMS * LINES, REQUESTS, statuses, expected.size());
            assertThat(expected).hasSizeGreaterThan((STREAMS * LINES + REQUESTS) / 2);
            compare(Topics.read(Backends.broker(), producer.deviceTopic()));
        }
    }

    private void sendRequests(int port, int client) {
        Random random = new Random(SEED + client + 1);
        try (RawClient http = new RawClient(port)) {
            for (int i = 0; i < REQUESTS / CLIENTS; i++) {
                FuzzedRequest request = FuzzedRequest.next(random, "s" + client);
                String sent = new String(request.bytes(), ISO_8859_1);
                RawClient.Answer answer = http.send(request.bytes(), false);
                check(answer, sent);
                assertThat(answer.status() == 200).as("%s%n%s", sent, answer).isEqualTo(request.acceptable());
                if (request.acceptable()) {
                    expect(new Expected(request.change(), request.ceId()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendStreams(int port) throws IOException {
        Random random = new Random(SEED);
        try (RawClient http = new RawClient(port)) {
            for (int i = 0; i < STREAMS; i++) {
                sendStream(random, http);
            }
        }
    }

    private void sendStream(Random random, RawClient http) throws IOException {
        Map<Integer, FuzzedLine> lines = new TreeMap<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int number = 0;
        while (lines.size() < LINES) {
            if (random.nextInt(20) == 0) {
                body.writeBytes(" \t\n".substring(random.nextInt(3)).getBytes(UTF_8));
                number++;
            }
            FuzzedLine line = FuzzedLine.next(random);
            body.writeBytes(line.bytes());
            body.writeBytes((random.nextInt(4) == 0 ? "\r\n" : "\n").getBytes(UTF_8));
            lines.put(++number, line);
        }
        boolean broken = random.nextInt(16) == 0;
        int missing = broken ? 1 + random.nextInt(100) : 0;
        if (broken) {
            body.writeBytes("{\"id\":\"never\",\"state\":{}}".getBytes(UTF_8));
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                ("POST /v1/entities/device HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                                + "Content-Length: " + (body.size() + missing) + "\r\n\r\n")
                        .getBytes(UTF_8));
        body.writeTo(request);

        RawClient.Answer answer = http.send(request.toByteArray(), broken);

        check(answer, "a stream");
        assertThat(answer.status()).as(answer.body()).isEqualTo(broken ? 400 : 200);
        settle(lines, JSON.readTree(answer.body()));
    }

    private void settle(Map<Integer, FuzzedLine> lines, JsonNode answer) {
        Set<Integer> rejected = new HashSet<>();
        answer.get("rejected").forEach(each -> rejected.add(each.get("line").asInt()));
        lines.forEach((number, line) -> {
            boolean accepted = !rejected.remove(number);
            if (line.acceptable() != null) {
                assertThat(accepted)
                        .as("line %d: %s%n%s", number, new String(line.bytes(), UTF_8), answer)
                        .isEqualTo(line.acceptable());
            }
            if (accepted) {
                expect(new Expected(line.change(), null));
            }
        });
        assertThat(rejected).as("lines that were not sent").isEmpty();
        assertThat(answer.get("rejectedCount").asInt() + answer.get("accepted").asInt())
                .isEqualTo(lines.size());
    }

    private void check(RawClient.Answer answer, String sent) {
        assertThat(answer.status()).as("%s%n%s", sent, answer).isIn(DOCUMENTED);
        if (answer.status() != 200) {
            assertThat(answer.headers().get("content-type"))
                    .as("%s%n%s", sent, answer)
                    .startsWith("application/problem+json");
            assertThat(JSON.readTree(answer.body()).path("status").asInt()).isEqualTo(answer.status());
        }
        synchronized (statuses) {
            statuses.merge(answer.status(), 1, Integer::sum);
        }
    }

    private void expect(Expected change) {
        synchronized (expected) {
            expected.add(change);
        }
    }

    private void compare(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, List<ConsumerRecord<byte[], byte[]>>> logged = new TreeMap<>();
        records.forEach(record -> logged.computeIfAbsent(LoggedChange.key(record), key -> new ArrayList<>())
                .add(record));
        Map<String, List<Expected>> wanted = new TreeMap<>();
        expected.forEach(each -> wanted.computeIfAbsent(each.change().id(), key -> new ArrayList<>())
                .add(each));
        assertThat(logged.keySet()).isEqualTo(wanted.keySet());
        wanted.forEach((id, changes) -> {
            List<ConsumerRecord<byte[], byte[]>> found = logged.get(id);
            assertThat(found).as(id).hasSameSizeAs(changes);
            for (int i = 0; i < changes.size(); i++) {
                ConsumerRecord<byte[], byte[]> record = found.get(i);
                Expected change = changes.get(i);
                assertThat(change.change().isIn(record))
                        .as("%s, but the log has %s", change, record)
                        .isTrue();
                Header ceId = record.headers().lastHeader("ce_id");
                if (change.ceId() != null) {
                    assertThat(new String(ceId.value(), UTF_8)).isEqualTo(change.ceId());
                }
            }
        });
        assertThat(records).hasSameSizeAs(expected);
    }
}
