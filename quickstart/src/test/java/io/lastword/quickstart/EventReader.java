package io.lastword.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads Server-Sent Events on a thread of its own until it is closed. */
final class EventReader implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final InputStream body;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** One event. */
    record Event(String kind, String data) {

        JsonNode json() {
            return JsonMapper.shared().readTree(data);
        }

        String text(String member) {
            return json().path(member).stringValue();
        }
    }

    private EventReader(InputStream body) {
        this.body = body;
    }

    static EventReader open(int port, String path, Consumer<Event> events) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .build(),
                BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    answer.statusCode() + ": " + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        EventReader reader = new EventReader(answer.body());
        Thread thread = new Thread(() -> reader.read(events), "events");
        thread.setDaemon(true);
        thread.start();
        return reader;
    }

    /** What ended the reading too early, or null. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        body.close();
    }

    private void read(Consumer<Event> events) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String kind = "";
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    kind = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    data.append(data.isEmpty() ? "" : "\n")
                            .append(line.substring("data:".length()).strip());
                } else if (line.isEmpty()) {
                    // What has no data is no event: only how soon to come back, for example.
                    if (!data.isEmpty()) {
                        events.accept(new Event(kind, data.toString()));
                    }
                    kind = "";
                    data.setLength(0);
                }
            }
            failure = new IOException("the stream has ended");
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                failure = e;
            }
        }
    }
}
