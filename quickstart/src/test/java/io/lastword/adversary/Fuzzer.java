package io.lastword.adversary;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes requests out of an API description: right ones, and ones whose method, path, parameters, headers or body are
 * not. The same for the same random numbers.
 */
final class Fuzzer {

    private static final List<String> TYPES = List.of("device", "driver", "device", "nothing", "%64evice", "..", "%");
    private static final List<String> IDS = List.of(
            "d-1", "big-1", "nobody", "a%2Fb", "%25", "%ff%fe", "%00", ";x", "..", "%e2%82%ac", "x".repeat(300), "");
    private static final List<String> VALUES = List.of(
            "1",
            "0",
            "-1",
            "2s",
            "2",
            "1ms",
            "PT1S",
            "9223372036854775807",
            "1e2147483647",
            "status:moving",
            "battery%3C50",
            "battery:1e999999999",
            "by",
            "status",
            "battery",
            "true",
            "52.5,13.4",
            "91,181",
            "NaN,NaN",
            "1900-01-01T00:00:00Z",
            "2016-12-31T23:59:60Z",
            "1969-12-31T23:59:59.999Z",
            "%zz",
            "%00",
            "",
            "a".repeat(3_000));
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "FETCH");
    private static final List<String> MEDIA_TYPES = List.of(
            "application/json",
            "application/json; charset=iso-8859-1",
            "application/x-ndjson",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain",
            "*/*",
            "nonsense",
            "");
    private static final List<String> HEADERS = List.of(
            "Accept: application/x-ndjson",
            "Accept: text/event-stream",
            "Accept: image/png",
            "Accept: ;;;",
            "Accept-Encoding: gzip",
            "Content-Encoding: gzip",
            "Content-Encoding: br",
            "If-None-Match: \"x-1\"",
            "If-Match: *",
            "Last-Event-ID: nonsense",
            "Range: bytes=0-1",
            "Expect: 100-continue",
            "Origin: http://elsewhere.example",
            "Sec-Fetch-Site: cross-site",
            "ce_type: registered",
            "ce-type: %ff",
            "ce-time: yesterday",
            "traceparent: 00-0-0-0",
            "X-Forwarded-For: ::::",
            "Cookie: " + "c=1; ".repeat(200),
            "X-Long: " + "x".repeat(20_000));
    private static final List<String> BODIES = List.of(
            "{}",
            "{\"kind\":\"x\"}",
            "{\"battery\":100e2147483647}",
            "{\"s\":\"96%\"}",
            "{\"ids\":[\"d-1\",\"d-1\",\"nobody\"]}",
            "{\"ids\":[1]}",
            "{\"ids\":" + "[".repeat(2_000),
            "{\"id\":\"f-1\",\"state\":{\"kind\":\"x\"}}\n{\"id\":\"f-2\",\"deleted\":true}\nnonsense\n",
            "{\"name\":\"s\",\"workload\":\"drivers\",\"entities\":1,\"seconds\":1}",
            "[]",
            "null",
            "\u001f\u008b\b\0\0\0\0\0\0\3",
            "x".repeat(5_000),
            "");

    private final Random random;

    Fuzzer(Random random) {
        this.random = random;
    }

    /** A request as it is sent, complete unless its body is to break off. */
    String request(Target target) {
        Operation operation = draw(target.operations());
        boolean right = random.nextInt(3) == 0;
        String method = right || oneIn(2) ? operation.method() : draw(METHODS);
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(path(operation, right))
                .append(query(operation, right))
                .append(" HTTP/1.1\r\n");
        head.append("Host: ")
                .append(right || !oneIn(20) ? "localhost" : "rebound.example")
                .append("\r\n");
        head.append("Connection: close\r\n");
        if (!right) {
            for (int i = random.nextInt(4); i > 0; i--) {
                head.append(draw(HEADERS)).append("\r\n");
            }
        }
        boolean body = !operation.mediaTypes().isEmpty() || oneIn(5);
        if (!body) {
            return head.append("\r\n").toString();
        }
        String mediaType =
                right && !operation.mediaTypes().isEmpty() ? draw(operation.mediaTypes()) : draw(MEDIA_TYPES);
        if (!mediaType.isEmpty()) {
            head.append("Content-Type: ").append(mediaType).append("\r\n");
        }
        String sent = draw(BODIES);
        int missing = !right && oneIn(10) ? 100 : 0;
        if (oneIn(3)) {
            head.append("Transfer-Encoding: chunked\r\n\r\n");
            return sent.isEmpty() || missing > 0
                    ? head.append(missing > 0 ? "ffffff\r\n" : "0\r\n\r\n").toString()
                    : head.append(Integer.toHexString(sent.length()))
                            .append("\r\n")
                            .append(sent)
                            .append("\r\n0\r\n\r\n")
                            .toString();
        }
        return head.append("Content-Length: ")
                .append(sent.length() + missing)
                .append("\r\n\r\n")
                .append(sent)
                .toString();
    }

    private String path(Operation operation, boolean right) {
        String path = operation
                .path()
                .replace("{type}", right ? "device" : draw(TYPES))
                .replace("{id}", right ? "d-" + random.nextInt(100) : draw(IDS))
                .replace("{name}", right ? "s" : draw(IDS));
        if (right || !oneIn(5)) {
            return path;
        }
        return switch (random.nextInt(4)) {
            case 0 -> path + "/";
            case 1 -> path.replace("/v1/", "/v1//");
            case 2 -> path + ";jsessionid=1";
            default -> "/" + "y".repeat(random.nextInt(20_000));
        };
    }

    private String query(Operation operation, boolean right) {
        List<String> pairs = new ArrayList<>();
        for (String name : operation.parameters()) {
            if (oneIn(3)) {
                pairs.add(name + "=" + draw(VALUES));
            }
        }
        if (!right && oneIn(5)) {
            pairs.add("unknown=" + draw(VALUES));
        }
        if (!right && oneIn(20)) {
            pairs.add("prefix=" + "a".repeat(20_000));
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private <T> T draw(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
