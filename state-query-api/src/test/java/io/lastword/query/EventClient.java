package io.lastword.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of Server-Sent Events, by the letter of the standard, that reads only when it is asked to. */
final class EventClient implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    final int status;
    /** What remains of the body where the answer is no stream. */
    final String problem;

    private int chunkLeft;
    private boolean afterCarriageReturn;
    private String lastEventId;
    private int retryMillis = -1;

    /** One event; its id is the last one that was sent, with it or before. */
    record Event(String kind, String id, String data) {

        JsonNode json() {
            return JSON.readTree(data);
        }

        String entity() {
            return json().path("id").stringValue();
        }

        long revision() {
            return json().path("revision").longValue();
        }
    }

    /** @param lastEventId to resume from, or null */
    EventClient(int port, String path, String lastEventId) {
        this.lastEventId = lastEventId == null ? "" : lastEventId;
        try {
            socket.setReceiveBufferSize(8 << 10);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress("localhost", port));
            String last = lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + last
                                    + "\r\n")
                            .getBytes(UTF_8));
            in = new BufferedInputStream(socket.getInputStream(), 1 << 10);
            List<String> head = new ArrayList<>();
            for (String line = headLine(); !line.isEmpty(); line = headLine()) {
                head.add(line);
            }
            status = Integer.parseInt(head.get(0).split(" ")[1]);
            problem = status == 200 ? "" : new String(bodyToItsEnd(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next event, heartbeats included; null at the end of the stream. */
    Event next() {
        try {
            String kind = "message";
            StringBuilder data = new StringBuilder();
            while (true) {
                String line = line();
                if (line == null) {
                    return null;
                }
                if (line.isEmpty()) {
                    if (data.length() > 0) {
                        return new Event(kind, lastEventId, data.substring(0, data.length() - 1));
                    }
                    kind = "message";
                    continue;
                }
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
                switch (field) {
                    case "event" -> kind = value;
                    case "data" -> data.append(value).append('\n');
                    case "id" -> lastEventId = value;
                    case "retry" -> retryMillis = Integer.parseInt(value);
                    default -> {}
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next event that is no heartbeat and does not say that the watch waits. */
    Event nextTold() {
        long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000L;
        Event event = next();
        while (event != null
                && (event.kind().equals("heartbeat") || event.kind().equals("waiting"))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("nothing but heartbeats within " + TIMEOUT_MILLIS + " ms, the last: " + event
                        + " " + io.lastword.model.token.Token.decode(event.id()));
            }
            event = next();
        }
        return event;
    }

    /** All that arrives of a body that is cut off; fails if it comes to its end. */
    String bodyUntilCutOff() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            for (int b = body(); b >= 0; b = body()) {
                body.write(b);
            }
        } catch (EOFException | SocketException e) {
            return body.toString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError(
                "the body came to its end: ..." + body.toString(UTF_8).substring(Math.max(0, body.size() - 1_000)));
    }

    String lastEventId() {
        return lastEventId;
    }

    /** When the client is to come back, as last told; -1 if it was not. */
    int retryMillis() {
        return retryMillis;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = body(); b >= 0; b = body()) {
            boolean secondOfTwo = b == '\n' && afterCarriageReturn;
            afterCarriageReturn = b == '\r';
            if (secondOfTwo) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                return line.toString(UTF_8);
            }
            line.write(b);
        }
        return null;
    }

    /** One byte of the chunked body, or -1 at its end. */
    private int body() throws IOException {
        if (chunkLeft < 0) {
            return -1;
        }
        if (chunkLeft == 0) {
            chunkLeft = Integer.parseInt(headLine(), 16);
            if (chunkLeft == 0) {
                chunkLeft = -1;
                return -1;
            }
        }
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the stream was cut off");
        }
        if (--chunkLeft == 0) {
            headLine();
        }
        return b;
    }

    private byte[] bodyToItsEnd() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int b = body(); b >= 0; b = body()) {
            body.write(b);
        }
        return body.toByteArray();
    }

    private String headLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the answer was cut off");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
