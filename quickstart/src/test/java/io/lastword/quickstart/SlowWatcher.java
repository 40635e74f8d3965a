package io.lastword.quickstart;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A watcher that reads an event only when it is asked to, and knows from where to resume. For one thread. */
final class SlowWatcher implements AutoCloseable {

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

    private final SlowStream stream;
    private final Duration patience;
    private @Nullable String lastEventId;

    /** One event. */
    record Event(String kind, JsonNode json) {

        String entity() {
            return json.path("id").stringValue();
        }

        long revision() {
            return json.path("revision").longValue();
        }
    }

    private SlowWatcher(SlowStream stream, Duration patience, @Nullable String lastEventId) {
        this.stream = stream;
        this.patience = patience;
        this.lastEventId = lastEventId;
    }

    /**
     * Begins to watch.
     *
     * @param lastEventId to resume from; null for the first time
     * @param patience longest wait for an event
     */
    static SlowWatcher open(Http service, String path, @Nullable String lastEventId, Duration patience)
            throws IOException {
        String headers = lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
        SlowStream stream = SlowStream.open(service, path, headers, ANSWERED_WITHIN);
        stream.patience(patience);
        return new SlowWatcher(stream, patience, lastEventId);
    }

    /**
     * The next event that is no heartbeat.
     *
     * @throws SocketTimeoutException if none has come in time
     */
    Event next() throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        String kind = "";
        String id = lastEventId;
        StringBuilder data = new StringBuilder();
        for (String line = stream.next(); line != null; line = stream.next()) {
            String value = line.substring(line.indexOf(':') + 1).stripLeading();
            if (line.startsWith("event:")) {
                kind = value;
            } else if (line.startsWith("id:")) {
                id = value;
            } else if (line.startsWith("data:")) {
                data.append(value).append('\n');
            } else if (line.isEmpty() && !data.isEmpty()) {
                // Only now: an event that is cut off is sent again.
                lastEventId = id;
                if (!kind.equals("heartbeat")) {
                    return new Event(kind, JsonMapper.shared().readTree(data.toString()));
                }
                if (System.nanoTime() > deadline) {
                    throw new SocketTimeoutException("nothing but heartbeats for " + patience);
                }
                data.setLength(0);
            }
        }
        throw new IOException("the stream has ended");
    }

    /** The id of the last event that was read; null before the first. */
    @Nullable
    String lastEventId() {
        return lastEventId;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
