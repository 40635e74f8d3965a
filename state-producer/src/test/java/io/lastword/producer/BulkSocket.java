package io.lastword.producer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of bulk writes that sends and reads just when its test says so. */
final class BulkSocket implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int RECEIVE_BUFFER_BYTES = 256 << 10;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int ROOM_BYTES = RECEIVE_BUFFER_BYTES / 2;
    private static final int MOST_ROOM_BYTES = 8 << 20;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final InputStream in;
    private boolean headRead;
    private int leftOfChunk;
    private boolean firstChunk = true;
    private boolean ended;
    private int room;
    private volatile int sends;

    private BulkSocket(int port, String query) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        out = new BufferedOutputStream(socket.getOutputStream());
        in = new BufferedInputStream(socket.getInputStream());
        out.write(("POST /v1/entities/device" + query + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/x-ndjson\r\nAccept: application/x-ndjson\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n")
                .getBytes(US_ASCII));
        out.flush();
    }

    static BulkSocket open(RunningProducer producer, String query) throws IOException {
        return new BulkSocket(producer.port(), query);
    }

    BulkSocket send(String lines) throws IOException {
        byte[] bytes = lines.getBytes(UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(US_ASCII));
        out.flush();
        sends++;
        return this;
    }

    /** How often lines were sent. */
    int sends() {
        return sends;
    }

    /**
     * Takes a part of the answer out of the kernel's hands; it is read later as if it had not been. A kernel that has no
     * room for what nobody reads may drop it, and every acknowledgement behind it, so that both sides stand still. Call
     * this soon then: each time that the kernel tries again in vain it waits twice as long for the next.
     *
     * @throws IOException if most of the answer has been taken
     */
    void makeRoom() throws IOException {
        room += ROOM_BYTES;
        if (room > MOST_ROOM_BYTES) {
            throw new IOException("nothing moves, with " + MOST_ROOM_BYTES + " bytes of room");
        }
        in.mark(MOST_ROOM_BYTES);
        in.readNBytes(Math.min(room, in.available()));
        in.reset();
    }

    BulkSocket endOfLines() throws IOException {
        out.write("0\r\n\r\n".getBytes(US_ASCII));
        out.flush();
        return this;
    }

    /** The next line of the answer, which must be a stream; null at its end. */
    @Nullable
    JsonNode next() throws IOException {
        if (!headRead) {
            readHead();
        }
        byte[] line = readChunkedLine();
        return line.length == 0 ? null : JSON.readTree(line);
    }

    /** The lines of the answer up to its end. */
    List<JsonNode> rest() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (JsonNode line = next(); line != null; line = next()) {
            lines.add(line);
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void readHead() throws IOException {
        String status = readLine();
        if (!status.contains(" 200 ")) {
            throw new IOException("not a stream: " + status);
        }
        while (!readLine().isEmpty()) {
            // Nothing in the header fields matters here.
        }
        headRead = true;
    }

    private byte[] readChunkedLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (!ended) {
            if (leftOfChunk == 0) {
                if (!firstChunk) {
                    readLine();
                }
                firstChunk = false;
                leftOfChunk = Integer.parseInt(readLine(), 16);
                ended = leftOfChunk == 0;
                continue;
            }
            int next = readByte();
            leftOfChunk--;
            if (next == '\n') {
                return line.toByteArray();
            }
            line.write(next);
        }
        return line.toByteArray();
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = readByte(); next != '\n'; next = readByte()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private int readByte() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the answer broke off");
        }
        return next;
    }
}
