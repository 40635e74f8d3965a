package io.lastword.adversary;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that are kept open and do next to nothing: bodies of which a byte comes a second, answers that nobody
 * reads, reads that wait. One that the service ends is opened again. For one thread.
 */
final class SlowClients implements AutoCloseable {

    private static final String NDJSON = "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** What one kind of slow client sends at first, and whether a byte follows each second. */
    private record Kind(Target target, String request, boolean trickles, int many) {}

    private static final class Slow {
        private final Kind kind;
        private Line line;

        private Slow(Kind kind) throws IOException {
            this.kind = kind;
            open();
        }

        private void open() throws IOException {
            line = new Line(kind.target().port(), 4 << 10);
            line.send(kind.request());
        }

        private boolean drip() {
            try {
                line.out()
                        .write(
                                kind.request().contains("chunked")
                                        ? new byte[] {'1', '\r', '\n', ' ', '\r', '\n'}
                                        : new byte[] {' '});
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    private final List<Slow> clients = new ArrayList<>();
    private final List<Kind> kinds;
    private long reopened;

    SlowClients(Target query, Target producer, Target consumer, String farToken) {
        String host = " HTTP/1.1\r\nHost: localhost\r\n";
        kinds = List.of(
                new Kind(producer, "POST /v1/entities/device" + host + NDJSON, true, 12),
                new Kind(
                        producer,
                        "PUT /v1/entities/device/slow" + host
                                + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{",
                        true,
                        120),
                new Kind(query, "GET /v1/entities/device" + host + "Accept: application/x-ndjson\r\n\r\n", false, 24),
                new Kind(query, "GET /v1/watch/device?snapshot=true" + host + "\r\n", false, 40),
                new Kind(query, "GET /v1/history/device/big-1?limit=1000" + host + "\r\n", false, 8),
                new Kind(
                        query, "GET /v1/entities/device/d-1?timeout=30s&after=" + farToken + host + "\r\n", false, 120),
                new Kind(
                        query,
                        "POST /v1/lookup/device" + host
                                + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{",
                        true,
                        40),
                new Kind(consumer, "POST /v1/types/device/verify" + host + "\r\n", false, 4));
    }

    void openAll() throws IOException {
        for (Kind kind : kinds) {
            for (int i = 0; i < kind.many(); i++) {
                clients.add(new Slow(kind));
            }
        }
    }

    /** Sends a byte on each connection that trickles, and opens anew what has ended. */
    void drip() throws IOException {
        for (Slow client : clients) {
            if (client.kind.trickles() && !client.drip()) {
                client.line.close();
                client.open();
                reopened++;
            }
        }
    }

    /** How often a trickling connection was ended by its service. */
    long reopened() {
        return reopened;
    }

    int count() {
        return clients.size();
    }

    @Override
    public void close() throws IOException {
        for (Slow client : clients) {
            client.line.close();
        }
        clients.clear();
    }
}
