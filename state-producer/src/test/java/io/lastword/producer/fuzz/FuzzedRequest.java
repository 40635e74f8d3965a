package io.lastword.producer.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A generated PUT or DELETE, as bytes on the wire.
 *
 * @param acceptable whether it must be answered with 200
 * @param change what must be in the log if it is
 * @param ceId the ce_id that the record must have; null for any
 */
record FuzzedRequest(
        byte[] bytes,
        boolean acceptable,
        @Nullable LoggedChange change,
        @Nullable String ceId) {

    private static final List<String> BAD_PATHS = List.of(
            "device/",
            "device/a%2Fb",
            "device/a/b",
            "device/.",
            "device/%2e%2e",
            "device/a;b",
            "device/%",
            "device/%zz",
            "device/%FF",
            "device/a%00b",
            "device/a%0Ab",
            "device/%ED%A0%80",
            "devices/a",
            "DEVICE/a",
            "/a",
            "device//a",
            "device/../driver/a",
            "device/a?event=",
            "device/a?event=exploded",
            "device/a?event=a&event=b",
            "device/a?event=%FF",
            "device/a\\b",
            "device/" + "x".repeat(256),
            "device/" + "%F0%9F%98%80".repeat(200));

    private static final List<String> BAD_HEADERS = List.of(
            "ce-id: ",
            "ce-id: %",
            "ce-id: %C0%A0",
            "ce-id: a\r\nce-id: b",
            "ce-id: \"open",
            "ce-id: ü",
            "ce-source: a%20b",
            "ce-source: %5B",
            "ce-time: yesterday",
            "ce-time: 2026-13-01T00:00:00Z",
            "ce-type: exploded",
            "ce-type: a b",
            "ce-specversion: 0.3",
            "ce-specversion: 1.0",
            "ce-data: x",
            "ce-a-b: x",
            "ce-subject: " + "x".repeat(2_000),
            "If-Match: *",
            "If-None-Match: *",
            "Content-Type: text/plain",
            "Transfer-Encoding: nonsense",
            "x y: z",
            "x: " + "y".repeat(10_000));

    private static final List<String> GOOD_HEADERS = List.of(
            "ce-source: /fuzz?a=%2520",
            "ce-time: 2026-03-01T12:00:00.5+02:00",
            "ce-subject: %E2%82%AC",
            "x-anything: \u00fc",
            "ce-traceparent: 00-1-2-01");

    static FuzzedRequest next(Random random, String client) {
        boolean delete = random.nextInt(4) == 0;
        String id = client + "-" + (random.nextBoolean() ? "é 😀%?#&+" : "") + random.nextInt(50);
        String event = delete
                ? List.of("deregistered", "scrapped").get(random.nextInt(2))
                : List.of("registered", "settings-changed").get(random.nextInt(2));
        boolean named = random.nextBoolean();
        FuzzedState state = FuzzedState.next(random);
        boolean badPath = random.nextInt(8) == 0;
        boolean badHeader = random.nextInt(8) == 0;
        String ceId = random.nextBoolean() ? "ü " + random.nextInt(1_000_000) : null;

        String path = badPath
                ? BAD_PATHS.get(random.nextInt(BAD_PATHS.size()))
                : "device/" + encoded(id) + (named ? "?event=" + event : "");
        StringBuilder head = new StringBuilder()
                .append(delete ? "DELETE" : "PUT")
                .append(" /v1/entities/")
                .append(path)
                .append(" HTTP/1.1\r\nHost: localhost\r\n");
        if (badHeader) {
            String header = BAD_HEADERS.get(random.nextInt(BAD_HEADERS.size()));
            boolean ofBody = header.startsWith("Content-Type");
            if (ofBody && delete) {
                return next(random, client);
            }
            head.append(header).append("\r\n").append(delete || ofBody ? "" : "Content-Type: application/json\r\n");
        } else {
            head.append(delete ? "" : "Content-Type: application/json\r\n");
            if (random.nextInt(3) == 0) {
                head.append(GOOD_HEADERS.get(random.nextInt(GOOD_HEADERS.size())))
                        .append("\r\n");
            }
            if (ceId != null) {
                head.append("ce-id: ").append(encoded(ceId)).append("\r\n");
            }
        }
        boolean acceptable = !badPath && !badHeader && (delete || state.acceptable());
        LoggedChange change = new LoggedChange(
                id, named ? event : delete ? "deregistered" : "updated", delete ? null : state.bytes(), null);
        return new FuzzedRequest(
                wire(random, head, delete ? new byte[0] : state.bytes()), acceptable, change, badHeader ? null : ceId);
    }

    private static byte[] wire(Random random, StringBuilder head, byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (body.length > 0 && random.nextInt(3) == 0) {
            bytes.writeBytes(
                    head.append("Transfer-Encoding: chunked\r\n\r\n").toString().getBytes(UTF_8));
            int cut = random.nextInt(body.length);
            chunk(bytes, body, 0, cut);
            chunk(bytes, body, cut, body.length);
            bytes.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
        } else {
            bytes.writeBytes(head.append("Content-Length: ")
                    .append(body.length)
                    .append("\r\n\r\n")
                    .toString()
                    .getBytes(UTF_8));
            bytes.writeBytes(body);
        }
        return bytes.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream bytes, byte[] body, int from, int to) {
        if (from < to) {
            bytes.writeBytes((Integer.toHexString(to - from) + "\r\n").getBytes(ISO_8859_1));
            bytes.write(body, from, to - from);
            bytes.writeBytes("\r\n".getBytes(ISO_8859_1));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
