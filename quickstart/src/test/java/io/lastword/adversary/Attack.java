package io.lastword.adversary;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Random;

/** What the adversary does over and over; each call is one attack, bounded in time. */
@FunctionalInterface
interface Attack {

    /** Longest wait for a part of an answer. */
    int PATIENCE_MILLIS = 10_000;

    void run(Random random) throws IOException;

    /** Requests made up from the description of a service. */
    static Attack fuzzing(Target target, Tally tally) {
        return random -> {
            String request = new Fuzzer(random).request(target);
            exchange(target, tally, request, 64 << 10);
        };
    }

    /** Right requests whose answers are as large, or as much work, as there are. */
    static Attack greed(Target query, Tally tally) {
        String one = "\"big-1\",".repeat(1_000);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < Scene.BIG; i++) {
            all.append("\"big-").append(i).append("\",");
        }
        List<String> requests = List.of(
                lookup(one),
                lookup(all.toString().repeat(1_000 / Scene.BIG)),
                get("/v1/entities/device?limit=1000&prefix=big-"),
                get("/v1/entities/device?limit=1000&where=battery:7"),
                get("/v1/entities/driver?limit=1000&near=52.5,13.4&radius=1000"),
                get("/v1/types/device/counts?by=battery"),
                get("/v1/history/device/absent-" + "x".repeat(200)),
                get("/v1/history/device/big-1?limit=1000"),
                "GET /v1/entities/device HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: application/x-ndjson\r\n\r\n",
                get("/v1/entities/device/absent"),
                get("/v1/watch/device?snapshot=true"));
        return random -> exchange(query, tally, requests.get(random.nextInt(requests.size())), 40 << 20);
    }

    /** Bodies of kinds that are never read, as large as the time allows. */
    static Attack forms(Target target, Tally tally) {
        return random -> {
            String path = List.of("/x", "/v1/entities/device/form", "/actuator/health")
                    .get(random.nextInt(3));
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 400000000\r\n\r\n";
            try (Line line = new Line(target.port(), 0)) {
                line.send(head);
                byte[] zeros = new byte[64 << 10];
                try {
                    for (int i = 0; i < 320; i++) {
                        line.out().write(zeros);
                    }
                } catch (IOException e) {
                    // Refused: the answer may still be there to be read.
                }
                tally.count(target.name(), line.status(PATIENCE_MILLIS), "a form to " + path);
            }
        };
    }

    /** Requests whose client is gone before the answer, or in the middle of it. */
    static Attack leaving(Target query, Target producer, String farToken, Tally tally) {
        List<String> streams = List.of(
                get("/v1/watch/device"),
                get("/v1/watch/device?snapshot=true"),
                get("/v1/watch/device/d-1"),
                "HEAD /v1/watch/device HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /v1/entities/device HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n",
                "HEAD /v1/entities/device HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n",
                get("/v1/history/device/absent"),
                get("/v1/entities/device/d-1?timeout=30s&after=" + farToken));
        String bulk = "POST /v1/entities/device HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                + "Accept: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2d\r\n{\"id\":\"gone-1\",\"state\":{\"kind\":\"x\",\"a\":\"x\"}}\n";
        return random -> {
            boolean writes = random.nextInt(4) == 0;
            Target target = writes ? producer : query;
            try (Line line = new Line(target.port(), 4 << 10)) {
                line.send(writes ? bulk : streams.get(random.nextInt(streams.size())));
                if (random.nextBoolean() && !writes) {
                    tally.count(target.name(), line.status(PATIENCE_MILLIS), "left in the middle");
                }
                if (random.nextBoolean()) {
                    line.reset();
                }
            }
        };
    }

    private static void exchange(Target target, Tally tally, String request, long mostBytes) throws IOException {
        String shown = request.substring(0, Math.min(300, request.length())).replace("\r\n", " | ");
        int status = Tally.NO_ANSWER;
        try (Line line = new Line(target.port(), 0)) {
            line.send(request);
            status = line.status(PATIENCE_MILLIS);
            if (status == 100) {
                line.status(PATIENCE_MILLIS);
                status = line.status(PATIENCE_MILLIS);
            }
            // A stream without an end is left after a moment of silence.
            line.read(mostBytes, 300);
        } catch (SocketTimeoutException e) {
            // Told or not, it is over.
        } finally {
            tally.count(target.name(), status, shown);
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    private static String lookup(String ids) {
        String body = "{\"ids\":[" + ids.substring(0, ids.length() - 1) + "]}";
        return "POST /v1/lookup/device HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
