package io.lastword.query;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever a watcher holds is given back when its client is gone or reads nothing, whenever that is; and none has a thread. */
@AnyServer
class WatchPlacesIT {

    private static final Duration GIVEN_BACK_WITHIN = Duration.ofSeconds(15);
    private static final String ALL = "/v1/watch/device?snapshot=true";
    private static final int CLIENTS = 12;

    private static WrittenLog log;
    private static ApiUnderTest api;
    private static FoldedLog folded;

    @BeforeAll
    static void start() {
        log = new WrittenLog(Backends.broker());
        api = new ApiUnderTest(
                Backends.redis(),
                log.settings(
                        "--lastword.query.watch.heartbeat=200ms",
                        "--lastword.query.watch.pending-bytes=1MB",
                        "--lastword.query.watch.unread-timeout=1s"));
        folded = new FoldedLog(log, api.store()).serve();
        folded.fill(80, 200_000);
    }

    @AfterAll
    static void stop() {
        api.close();
        log.close();
    }

    @Test
    void shouldGiveBackThePlacesOfClientsThatAreGoneBeforeTheFirstEvent() throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            ask(ALL).close();
        }

        assertAllGivenBack();
    }

    @Test
    void shouldGiveBackThePlacesOfClientsThatAreGoneInTheMiddleOfASnapshot() throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(ask(ALL));
        }
        for (Socket client : clients) {
            assertThat(client.getInputStream().readNBytes(100_000)).hasSize(100_000);
            client.close();
        }

        assertAllGivenBack();
    }

    @Test
    void shouldGiveBackThePlacesOfClientsThatAreGoneWhileTheyWait() throws IOException {
        List<Socket> clients = new ArrayList<>();
        // A position that is never reached.
        String path = "/v1/watch/device/e-1?after="
                + new io.lastword.model.token.Token(
                                "device",
                                log.incarnation().shortForm(),
                                null,
                                new java.util.TreeMap<>(java.util.Map.of(StoredLog.partition("e-1"), 1_000_000L)))
                        .encode();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(ask(path));
        }
        await().atMost(GIVEN_BACK_WITHIN).until(() -> metric("lastword_watchers_waiting") == CLIENTS);
        for (Socket client : clients) {
            client.close();
        }

        assertAllGivenBack();
    }

    @Test
    void shouldEndWatchesWhoseClientsReadNothing() throws IOException {
        double before = metric("lastword_watch_unread_total");
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(ask(ALL));
        }
        await().atMost(GIVEN_BACK_WITHIN).until(() -> metric("lastword_watchers") == CLIENTS);
        assertThat(metric("lastword_watch_pending_bytes")).isLessThanOrEqualTo(1 << 20);

        assertAllGivenBack();
        assertThat(metric("lastword_watch_unread_total") - before).isEqualTo(CLIENTS);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("watch-"))
                        .count())
                .isLessThan(20);
        for (Socket client : clients) {
            client.close();
        }
    }

    /** Asks for a stream and reads nothing of it. */
    private static Socket ask(String path) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(4 << 10);
        client.connect(new InetSocketAddress("localhost", api.port()));
        client.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
                        .getBytes(US_ASCII));
        return client;
    }

    private static void assertAllGivenBack() {
        await().atMost(GIVEN_BACK_WITHIN).untilAsserted(() -> {
            assertThat(metric("lastword_watchers")).isZero();
            assertThat(metric("lastword_watchers_waiting")).isZero();
            assertThat(metric("lastword_watch_pending_bytes")).isZero();
        });
    }

    private static double metric(String name) {
        return api.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
