package io.lastword.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the services' HTTP contract, as any other would be. Thread-safe. */
final class Rest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper json = new JsonMapper();
    private final Ports ports;

    Rest(Ports ports) {
        this.ports = ports;
    }

    /** An answer with a JSON body. */
    record Answer(int status, JsonNode body) {

        boolean ok() {
            return status == 200;
        }
    }

    Answer get(Port service, String path) {
        return send(request(service, path).GET());
    }

    Answer post(Port service, String path, String mediaType, String body) {
        return send(request(service, path).header("Content-Type", mediaType).POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(Port service, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.of(service) + path))
                .timeout(TIMEOUT);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), json.readTree(response.body()));
        } catch (IOException e) {
            throw new QuickstartException(
                    "%s did not answer: %s".formatted(request.build().uri(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartException("interrupted while waiting for an answer", e);
        }
    }
}
