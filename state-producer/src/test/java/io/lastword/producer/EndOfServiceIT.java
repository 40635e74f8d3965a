package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.embedded.FreePorts;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import io.lastword.test.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service that is asked to end while its clients are sending: each learns what became of what it sent. */
@Faults
@AnyServer
class EndOfServiceIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LINE = "{\"id\":\"%s-%d\",\"state\":{\"n\":1}}\n";

    private final String topic = Topics.unique("device");
    private final int port = FreePorts.choose();
    private ServiceProcess service;

    @BeforeEach
    void start() {
        service = ServiceCommand.of(StateProducerApplication.class)
                .withArguments(
                        "--server.port=" + port,
                        "--spring.kafka.bootstrap-servers=" + Backends.broker().bootstrapServers(),
                        "--lastword.types.device.topic=" + topic,
                        "--lastword.types.driver.topic=" + Topics.unique("driver"))
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreException(ConnectException.class)
                .until(() -> request("/actuator/health/readiness").statusCode() == 200);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void shouldTellEverySenderWhatBecameOfWhatItSent() throws Exception {
        startSimulation();
        try (Sender plain = new Sender("POST", "/v1/entities/device", "Content-Type: application/x-ndjson");
                Sender streamed = new Sender(
                        "POST",
                        "/v1/entities/device",
                        "Content-Type: application/x-ndjson\r\nAccept: application/x-ndjson");
                Sender zipped = new Sender(
                        "POST", "/v1/entities/device", "Content-Type: application/x-ndjson\r\nContent-Encoding: gzip");
                Sender single = new Sender("PUT", "/v1/entities/device/slow", "Content-Type: application/json")) {
            GZIPOutputStream zip = new GZIPOutputStream(zipped.body, true);
            for (int i = 1; i <= 100; i++) {
                plain.send(LINE.formatted("plain", i));
                streamed.send(LINE.formatted("streamed", i));
                zip.write(LINE.formatted("zipped", i).getBytes(UTF_8));
            }
            zip.flush();
            single.send("{\"n\":");
            awaitInTheLog(100, 3);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 101; service.alive(); i++) {
                    if (!plain.trySend(LINE.formatted("plain", i))
                            || !streamed.trySend(LINE.formatted("streamed", i))) {
                        return;
                    }
                }
            });

            service.signal("TERM");

            String simulation = Awaitility.await()
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> request("/v1/simulations/last").body(), report -> report.contains("\"stopped\""));
            assertThat(simulation).contains("the service stopped", "\"token\":\"");
            HttpResponse<String> tooLate = HTTP.send(
                    HttpRequest.newBuilder(uri("/v1/entities/device/late"))
                            .header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString("{}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(tooLate.statusCode()).isEqualTo(503);
            assertThat(tooLate.headers().firstValue("Retry-After")).isPresent();
            JsonNode ofPlain = plain.answer(503);
            assertAccount(ofPlain, "plain");
            JsonNode failed = JSON.readTree(streamed.lastLine());
            assertThat(failed.get("kind").asString()).isEqualTo("failed");
            assertAccount(failed.get("problem"), "streamed");
            JsonNode ofZipped = zipped.answer(503);
            assertThat(ofZipped.get("accepted").asInt()).isEqualTo(100);
            assertThat(ofZipped.get("notReadFrom").asInt()).isEqualTo(101);
            JsonNode ofSingle = single.answer(503);
            assertThat(ofSingle.get("type").asString()).isEqualTo("urn:lastword:problem:service-stopping");
            assertThat(ofSingle.get("detail").asString()).contains("nothing was written");
            assertThat(single.head).contains("Retry-After: ");
            sending.join();
        }
        service.terminate();
        assertThat(Topics.lastPerKey(Topics.read(Backends.broker(), topic))).doesNotContainKeys("slow", "late");
    }

    /** The log has what the account says, and nothing more. */
    private void assertAccount(JsonNode problem, String prefix) {
        assertThat(problem.get("type").asString()).isEqualTo("urn:lastword:problem:service-stopping");
        int accepted = problem.get("accepted").asInt();
        assertThat(accepted).isGreaterThanOrEqualTo(100);
        assertThat(problem.get("notReadFrom").asInt()).isEqualTo(accepted + 1);
        assertThat(problem.get("unknown")).isEmpty();
        assertThat(problem.get("token").asString()).isNotEmpty();
        assertThat(inTheLog(id -> id.startsWith(prefix))).isEqualTo(accepted);
    }

    private void startSimulation() throws Exception {
        HttpResponse<String> started = HTTP.send(
                HttpRequest.newBuilder(uri("/v1/simulations"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"name":"last","workload":"drivers","entities":10,"rate":50,"duration":"10m"}"""))
                        .build(),
                BodyHandlers.ofString());
        assertThat(started.statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> request(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private void awaitInTheLog(int each, int kinds) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> inTheLog(id -> true) >= each * kinds);
    }

    private long inTheLog(Predicate<String> ids) {
        return Topics.read(Backends.broker(), topic).stream()
                .map(record -> new String(record.key(), UTF_8))
                .filter(ids)
                .count();
    }

    /** A client that goes on sending while it reads its answer. */
    private final class Sender implements AutoCloseable {

        private final Socket socket;
        private final OutputStream body;
        private String head = "";

        Sender(String method, String path, String headers) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers
                                    + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                            .getBytes(UTF_8));
            body = new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
                    chunk.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(UTF_8));
                    chunk.write(bytes, offset, length);
                    chunk.writeBytes("\r\n".getBytes(UTF_8));
                    socket.getOutputStream().write(chunk.toByteArray());
                }
            };
        }

        void send(String text) throws IOException {
            body.write(text.getBytes(UTF_8));
        }

        boolean trySend(String text) {
            try {
                send(text);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        JsonNode answer(int status) throws IOException {
            head = readHead();
            assertThat(head).startsWith("HTTP/1.1 " + status);
            int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
            return JSON.readTree(socket.getInputStream().readNBytes(length));
        }

        /** The last line of an answer in chunks, up to its end. */
        String lastLine() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            while (!all.toString(UTF_8).endsWith("\r\n0\r\n\r\n")) {
                int next = socket.getInputStream().read();
                assertThat(next).as("broke off after %s", all.toString(UTF_8)).isNotNegative();
                all.write(next);
            }
            String text = all.toString(UTF_8);
            return text.lines()
                    .filter(line -> line.startsWith("{\"kind\""))
                    .reduce((first, second) -> second)
                    .orElseThrow();
        }

        private String readHead() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (!bytes.toString(UTF_8).endsWith("\r\n\r\n")) {
                int next = socket.getInputStream().read();
                assertThat(next)
                        .as("broke off after '%s'", bytes.toString(UTF_8))
                        .isNotNegative();
                bytes.write(next);
            }
            return bytes.toString(UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
