package io.lastword.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.RunningProducer.Answer;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that send next to nothing: they lose their places, and nobody else waits for them. */
@AnyServer
class SlowClientsIT {

    private static RunningProducer producer;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        producer = RunningProducer.start(
                Backends.broker(),
                // As on a Java that has no virtual threads.
                "--spring.threads.virtual.enabled=false",
                "--server.tomcat.threads.max=20",
                "--lastword.producer.limits.body-timeout=4s",
                "--lastword.producer.limits.max-bodies=4MB",
                "--lastword.producer.bulk.max-concurrent=4",
                "--lastword.producer.bulk.idle-timeout=3s");
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void shouldAnswerOthersAtOnceWhileManyBodiesTrickle() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            slow.add(open("127.0.0.1", put("slow-" + i, "Content-Length: 100") + "{"));
        }
        long before = System.nanoTime();

        Answer quick = producer.put("/v1/entities/device/quick", "{}");
        Answer alive = producer.get("/actuator/health/liveness");

        assertThat(quick.status()).isEqualTo(200);
        assertThat(alive.status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        assertThat(head(slow.get(0))).startsWith("HTTP/1.1 408").contains("Retry-After: ");
        assertThat(head(slow.get(249))).startsWith("HTTP/1.1 408");
        Awaitility.await().until(() -> gauge("lastword.bodies.held") == 0);
    }

    @Test
    void shouldAnswerOthersAtOnceWhileRefusedBodiesTrickle() throws IOException {
        for (int i = 0; i < 100; i++) {
            open("127.0.0.1", put("refused-" + i, "Content-Length: 100\r\nOrigin: http://elsewhere.example") + "{");
        }

        assertThat(producer.put("/v1/entities/device/quick", "{}").status()).isEqualTo(200);
        assertThat(producer.get("/actuator/health/liveness").status()).isEqualTo(200);
    }

    @Test
    void shouldRefuseBodiesBeyondWhatTheyMayHoldTogether() throws IOException {
        String part = " ".repeat(400_000);
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            held.add(open("127.0.0.1", put("held-" + i, "Content-Length: 500000") + part));
        }

        List<String> refused = new ArrayList<>();
        for (Socket socket : held) {
            refused.add(head(socket));
        }

        assertThat(refused)
                .anySatisfy(head -> assertThat(head).startsWith("HTTP/1.1 429").contains("Retry-After: "));
        Awaitility.await().until(() -> gauge("lastword.bodies.held") == 0);
        assertThat(producer.put("/v1/entities/device/after", "{}").status()).isEqualTo(200);
    }

    @Test
    void shouldLeaveAPlaceToAnotherClientAndTakeItFromOneThatSendsNothing() throws IOException {
        List<Socket> greedy = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int running = Math.min(3, i);
            greedy.add(open("127.0.0.2", bulk() + chunk("{\"id\":\"greedy\",\"state\":{}}\n{\"id\"")));
            Awaitility.await().until(() -> gauge("lastword.bulk.running") == running);
        }

        Answer other = producer.bulk("device", BodyPublishers.ofString("{\"id\":\"other\",\"state\":{}}"));

        assertThat(other.status()).isEqualTo(200);
        List<String> heads = new ArrayList<>();
        for (Socket socket : greedy) {
            heads.add(head(socket));
        }
        assertThat(heads).filteredOn(head -> head.startsWith("HTTP/1.1 429")).hasSize(1);
        assertThat(heads)
                .filteredOn(head -> head.startsWith("HTTP/1.1 408"))
                .hasSize(3)
                .allSatisfy(head -> assertThat(head).contains("Retry-After: "));
        Awaitility.await().until(() -> gauge("lastword.bulk.running") == 0);
    }

    private static String put(String id, String length) {
        return "PUT /v1/entities/device/" + id + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + length + "\r\n\r\n";
    }

    private static String bulk() {
        return "POST /v1/entities/device HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private Socket open(String from, String sent) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", producer.port()));
        socket.setSoTimeout(15_000);
        socket.getOutputStream().write(sent.getBytes(UTF_8));
        return socket;
    }

    private static String head(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try {
            while (!head.toString(UTF_8).endsWith("\r\n\r\n")) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    break;
                }
                head.write(next);
            }
        } catch (SocketTimeoutException | SocketException e) {
            head.writeBytes(e.toString().getBytes(UTF_8));
        }
        return head.toString(UTF_8);
    }

    private static double gauge(String name) {
        return producer.context()
                .getBean(io.micrometer.core.instrument.MeterRegistry.class)
                .get(name)
                .gauge()
                .value();
    }
}
