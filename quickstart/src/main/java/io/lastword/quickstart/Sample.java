package io.lastword.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Devices and drivers of one city, for a first start. */
final class Sample {

    static final List<String> TYPES = List.of("device", "driver");

    private final JsonMapper json = new JsonMapper();
    private final Rest rest;

    Sample(Rest rest) {
        this.rest = rest;
    }

    /**
     * Writes the sample and returns when all of it is served.
     *
     * @throws QuickstartException if a service refuses, or does not serve in time
     */
    void load() {
        for (String type : TYPES) {
            String lines = lines(type);
            String token = write(type, lines);
            awaitServed(type, lines, token);
        }
    }

    private String write(String type, String lines) {
        Rest.Answer answer = rest.post(Port.PRODUCER, "/v1/entities/" + type, "application/x-ndjson", lines);
        if (!answer.ok() || answer.body().path("rejectedCount").asInt(-1) != 0) {
            throw new QuickstartException(
                    "the producer did not take the sample of type '%s': %s".formatted(type, answer.body()));
        }
        return answer.body().path("token").asString();
    }

    private void awaitServed(String type, String lines, String token) {
        List<String> ids = lines.lines()
                .map(line -> json.readTree(line).path("id").asString())
                .toList();
        String path = "/v1/lookup/" + type + "?timeout=30s&after=" + token;
        JsonNode body = json.createObjectNode().set("ids", json.valueToTree(ids));
        Rest.Answer answer = rest.post(Port.QUERY, path, "application/json", body.toString());
        if (!answer.ok() || answer.body().path("found").size() != ids.size()) {
            throw new QuickstartException(
                    "the query API does not serve the sample of type '%s': %s".formatted(type, answer.body()));
        }
    }

    private static String lines(String type) {
        String name = "sample/" + type + ".ndjson";
        try (InputStream content = Objects.requireNonNull(Sample.class.getResourceAsStream(name), name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
