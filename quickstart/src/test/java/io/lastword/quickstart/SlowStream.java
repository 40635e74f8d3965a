package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The lines of an endless or large answer, of which little more is taken from the service than what is asked for. */
final class SlowStream implements AutoCloseable {

    private static final int RECEIVE_BYTES = 8 << 10;

    private final Socket socket = new Socket();
    private final BufferedReader lines;

    private SlowStream(int port, String path, String headers, Duration patience) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BYTES);
        socket.setSoTimeout((int) patience.toMillis());
        socket.connect(new InetSocketAddress("localhost", port));
        // Version 1.0, so that the body comes as it is, up to the connection's end.
        socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n" + headers + "\r\n").getBytes(UTF_8));
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8), RECEIVE_BYTES);
    }

    /**
     * Sends the request and reads the answer's head.
     *
     * @param headers each ends with CR LF
     * @param patience longest wait for a line
     * @throws IOException if the answer is not 200, too
     */
    static SlowStream open(Http service, String path, String headers, Duration patience) throws IOException {
        SlowStream stream = new SlowStream(service.port(), path, headers, patience);
        String status = stream.next();
        for (String line = status; line != null && !line.isEmpty(); line = stream.next()) {}
        if (status == null || !status.contains(" 200")) {
            String problem = stream.next();
            stream.close();
            throw new IOException(path + " was answered with " + status + " " + problem);
        }
        return stream;
    }

    /** Changes the longest wait for a line. */
    void patience(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
    }

    /**
     * The next line, or null at the end.
     *
     * @throws SocketTimeoutException if none has come in time; the stream is of no use then
     */
    @Nullable
    String next() throws IOException {
        return lines.readLine();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
