package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.verify.Verdict;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** Asks a consumer over HTTP what an operator would. */
record AdminClient(String address) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    private record Verification(List<Verdict> partitions) {}

    static AdminClient of(ConfigurableApplicationContext consumer) {
        return new AdminClient(
                "http://127.0.0.1:" + consumer.getEnvironment().getRequiredProperty("local.server.port"));
    }

    HttpResponse<String> post(String path) {
        return send("POST", path);
    }

    HttpResponse<String> get(String path) {
        return send("GET", path);
    }

    /** Asks, and is gone before there is an answer. */
    void postAndLeave(String path) throws IOException {
        URI service = URI.create(address);
        String request = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n";
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
        }
    }

    HttpResponse<String> delete(String path) {
        return send("DELETE", path);
    }

    HttpResponse<String> send(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .method(method, BodyPublishers.noBody())
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The verdicts on every partition of the scene's type, by number. */
    List<Verdict> verify() {
        HttpResponse<String> answer = post("/v1/types/" + Scene.TYPE + "/verify");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return verdicts(answer);
    }

    static List<Verdict> verdicts(HttpResponse<String> report) {
        return JSON.readValue(report.body(), Verification.class).partitions();
    }
}
