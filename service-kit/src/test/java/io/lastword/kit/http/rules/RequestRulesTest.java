package io.lastword.kit.http.rules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class RequestRulesTest {

    private static ConfigurableApplicationContext service;
    private static int port;

    @BeforeAll
    static void start() {
        service = new SpringApplicationBuilder(Things.class)
                .properties(
                        "spring.application.name=kit-test",
                        "server.port=0",
                        "spring.main.banner-mode=off",
                        "spring.mvc.problemdetails.enabled=true",
                        "lastword.types.device.partitions=1",
                        "lastword.http.allowed-hosts=state.example",
                        "lastword.cors.allowed-origins=http://localhost:8080,https://state.example")
                .run();
        port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void forget() {
        service.getBean(Things.Web.class).opened.set(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/things | 200",
                "GET /v1/things?limit=1&where=a&where=b | 200",
                "GET /v1/things?li%6dit=1 | 200",
                "GET /v1/things/device/%41%2Fb | 200",
                "GET /v1/things?limt=1 | 400 invalid-parameter knows limit, where",
                "GET /v1/things/device/x?asof=1 | 400 invalid-parameter knows none",
                "GET /v1/things?limit=1&limit=2 | 400 invalid-parameter more than once",
                "GET /v1/things?limit=%zz | 400 invalid-parameter percent-escape",
                "GET /v1/things?limit=%ff | 400 invalid-parameter UTF-8",
                "GET /v1/things/ | 404 no-such-path slash",
                "GET /v1/things/device/ | 404 no-such-path slash",
                "GET /v1//things/device/x | 404 no-such-path",
                "GET /v1/things/%64evice | 404 no-such-path",
                "GET /v1/things/%64evice/x | 404 no-such-path",
                "GET /v1/%74hings/device/x | 404 no-such-path",
                "GET /v1/nothing | 404 no-such-path /v1/things/{type}",
                "GET /v1 | 404 no-such-path",
                "DELETE /v1/things/device/x | 405 method-not-allowed Allow: GET, PUT, HEAD, OPTIONS",
                "PATCH /v1/things/device/x | 405 method-not-allowed",
                "OPTIONS /v1/things/device/x | 200 Allow: GET, PUT, HEAD, OPTIONS",
                "GET /v1/things/device/%zz | 400 malformed-request",
                "GET /v1/things/device/<x> | 400 malformed-request",
            })
    void shouldHoldPathMethodAndParametersAgainstTheDescription(String request, String answer) throws IOException {
        assertThat(send(request + " HTTP/1.1\r\n")).contains(words(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/watch/device", "/v1/things/device"})
    void shouldOpenNothingForHead(String path) throws IOException {
        String answer = send("HEAD " + path + " HTTP/1.1\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("Content-Type: ");
        assertThat(service.getBean(Things.Web.class).opened).hasValue(0);
    }

    @Test
    void shouldAskForHeadWhatHasAnEntityTagAndRefuseUnknownTypes() throws IOException {
        assertThat(send("HEAD /v1/things/device/x HTTP/1.1\r\n")).startsWith("HTTP/1.1 200");
        assertThat(service.getBean(Things.Web.class).opened).hasValue(1);
        assertThat(send("HEAD /v1/watch/devices HTTP/1.1\r\n")).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | 200",
                "Application/JSON; charset=\"UTF-8\" | 200",
                "application/json; charset=iso-8859-1 | 415 unsupported-media-type iso-8859-1",
                "text/plain | 415 unsupported-media-type Accept: application/json",
                "application/x-www-form-urlencoded | 415 unsupported-media-type",
                "multipart/form-data; boundary=x | 415 unsupported-media-type",
            })
    void shouldJudgeTheMediaType(String type, String answer) throws IOException {
        assertThat(send(
                        "PUT /v1/things/device/x HTTP/1.1\r\nContent-Type: " + type + "\r\nContent-Length: 11\r\n",
                        "{\"s\":\"96%\"}"))
                .contains(words(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT /v1/things/device/x", "PUT /x", "POST /actuator/health"})
    void shouldRefuseABodyOfManyMediaTypesWhereverItIsSent(String request) throws IOException {
        assertThat(send(request + " HTTP/1.1\r\nContent-Type: */*\r\nContent-Length: 2\r\n", "{}"))
                .contains(words("415 unsupported-media-type not one media type"));
    }

    @Test
    void shouldRefuseABodyWhoseMediaTypeIsNotDeclared() throws IOException {
        assertThat(send("PUT /v1/things/device/x HTTP/1.1\r\nContent-Length: 2\r\n", "{}"))
                .contains(words("415 unsupported-media-type not declared"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/things/device", "PUT /x", "POST /actuator/health", "POST /v1/nothing"})
    void shouldReadNoFormWhereverItIsSent(String request) throws IOException {
        String answer = send(
                request + " HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n",
                "a=b");

        assertThat(answer).contains(words("415 unsupported-media-type"));
    }

    @Test
    void shouldReadGzipAsWhatItSays() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("{\"a\":1}".getBytes(UTF_8));
        }

        assertThat(send(
                        "PUT /v1/things/device/x HTTP/1.1\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                                + "Content-Length: " + bytes.size() + "\r\n",
                        bytes.toString(ISO_8859_1)))
                .contains(words("200 {\\\"a\\\":1}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "br | 415 unsupported-encoding Accept-Encoding: gzip",
                "gzip, gzip | 415 unsupported-encoding Accept-Encoding: gzip",
                "gzip | 400 invalid-body",
                "identity | 200",
            })
    void shouldJudgeTheContentCoding(String coding, String answer) throws IOException {
        assertThat(send(
                        "PUT /v1/things/device/x HTTP/1.1\r\nContent-Type: application/json\r\nContent-Encoding: "
                                + coding + "\r\nContent-Length: 2\r\n",
                        "{}"))
                .contains(words(answer));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Origin: http://elsewhere.example | 403 cross-origin nothing was done",
                "Origin: null | 403 cross-origin",
                "Origin: http://localhost:1 | 403 cross-origin",
                "Sec-Fetch-Site: cross-site | 403 cross-origin",
                "Sec-Fetch-Site: same-site | 403 cross-origin",
                "Sec-Fetch-Site: same-origin | 200",
                "Origin: https://state.example | 200 Access-Control-Allow-Origin: https://state.example",
                "Origin: https://state.example:8443 | 403 cross-origin",
                "Origin: http://state.example | 403 cross-origin",
                "Origin: http://localhost | 200",
            })
    void shouldLetNoOtherOriginChangeAnythingUnlessItIsAllowed(String header, String answer) throws IOException {
        assertThat(send("POST /v1/things/device HTTP/1.1\r\n" + header + "\r\n"))
                .contains(words(answer));
        assertThat(send("GET /v1/things/device HTTP/1.1\r\n" + header + "\r\n")).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldLetAllowedOriginsReadAndNoOthers() throws IOException {
        String asked = "OPTIONS /v1/things/device/x HTTP/1.1\r\nAccess-Control-Request-Method: PUT\r\n"
                + "Access-Control-Request-Headers: content-type\r\nOrigin: ";

        assertThat(send(asked + "http://localhost:8080\r\n"))
                .contains("Access-Control-Allow-Origin: http://localhost:8080")
                .contains("Access-Control-Allow-Methods: GET, PUT, HEAD, OPTIONS")
                .contains("Access-Control-Allow-Headers: content-type");
        assertThat(send(asked + "http://elsewhere.example\r\n")).doesNotContain("Access-Control");
        assertThat(send("GET /v1/nothing HTTP/1.1\r\nOrigin: http://localhost:8080\r\n"))
                .startsWith("HTTP/1.1 404")
                .contains("Vary: Origin")
                .contains("Access-Control-Allow-Origin: http://localhost:8080")
                .contains("Access-Control-Expose-Headers: ETag, Location, Retry-After, Lastword-Position");
        assertThat(send("GET /v1/things HTTP/1.1\r\nOrigin: http://elsewhere.example\r\n"))
                .doesNotContain("Access-Control");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, 200",
        "127.0.0.1, 200",
        "127.1.2.3:80, 200",
        "[::1]:8080, 200",
        "state.example, 200",
        "127.0.0.1.elsewhere.example, 421",
        "elsewhere.example:8080, 421"
    })
    void shouldAnswerOverLoopbackOnlyToItsNames(String host, int status) throws IOException {
        assertThat(sendRaw("GET /v1/things HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void shouldSayThatAnswersAreToBeAskedForAgain() throws IOException {
        assertThat(send("GET /v1/things HTTP/1.1\r\n")).contains("Cache-Control: no-cache", "Vary: Accept");
        assertThat(send("GET /v1/nothing HTTP/1.1\r\n")).contains("Cache-Control: no-cache", "Vary: Accept");
        assertThat(send("GET /v1/watch/device HTTP/1.1\r\n")).contains("Cache-Control: no-store");
    }

    @Test
    void shouldTellTooLongFromMalformed() throws IOException {
        assertThat(send("GET /v1/things?where=" + "a".repeat(20_000) + " HTTP/1.1\r\n"))
                .contains(words("414 path-too-long"));
        assertThat(send("GET /v1/things HTTP/1.1\r\nX: " + "a".repeat(20_000) + "\r\n"))
                .contains(words("431 headers-too-large"));
        assertThat(send("GET /v1/things?where=" + "a".repeat(200_000) + " HTTP/1.1\r\n"))
                .contains(words("414 path-too-long"));
    }

    @Test
    void shouldAnswerABodyThatBreaksOff() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("PUT /v1/things/device/x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 10\r\n\r\n{}")
                            .getBytes(ISO_8859_1));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .contains(words("400 invalid-body"));
        }
    }

    @Test
    void shouldReadARefusedBodySoThatItsSenderSeesTheAnswer() throws IOException {
        String large = "a".repeat(8 << 20);

        assertThat(send(
                        "PUT /v1/things/device/x HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: "
                                + large.length() + "\r\n",
                        large))
                .contains(words("415 unsupported-media-type"));
    }

    /** The status, and what else is to be found in the answer. */
    private static String[] words(String answer) {
        String[] words = answer.split(" ", 3);
        words[0] = "HTTP/1.1 " + words[0];
        return words;
    }

    private static String send(String head) throws IOException {
        return send(head, "");
    }

    private static String send(String head, String body) throws IOException {
        int line = head.indexOf("\r\n") + 2;
        return sendRaw(head.substring(0, line) + "Host: localhost\r\nConnection: close\r\n" + head.substring(line)
                + "\r\n" + body);
    }

    private static String sendRaw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
