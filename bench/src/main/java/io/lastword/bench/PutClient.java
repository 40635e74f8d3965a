package io.lastword.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;

/**
 * Writes single entities over one connection at a time, a new one whenever the service closes it, with as little work of
 * its own as can be. For one thread.
 */
final class PutClient implements WriteBench.Writer {

    private static final int ANSWER_BYTES = 8 << 10;

    private final String type;
    private final Changes changes;
    private final byte[] answer = new byte[ANSWER_BYTES];
    private Socket socket;

    PutClient(String type, Changes changes) throws IOException {
        this.type = type;
        this.changes = changes;
        this.socket = connect();
    }

    @Override
    public void write(int number) throws IOException {
        byte[] state = changes.state(number);
        byte[] head = ("PUT /v1/entities/" + type + "/" + new String(changes.key(number), US_ASCII)
                        + " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: "
                        + state.length + "\r\n\r\n")
                .getBytes(US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + state.length);
        System.arraycopy(state, 0, request, head.length, state.length);
        socket.getOutputStream().write(request);
        int length = 0;
        do {
            int count = socket.getInputStream().read(answer, length, answer.length - length);
            if (count < 0) {
                throw new EOFException("the service closed the connection");
            }
            length += count;
        } while (!isComplete(length));
        if (!new String(answer, 0, 12, US_ASCII).equals("HTTP/1.1 200")) {
            throw new IOException("a write was answered with " + new String(answer, 0, length, US_ASCII));
        }
        if (new String(answer, 0, length, US_ASCII).contains("Connection: close")) {
            socket.close();
            socket = connect();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static Socket connect() throws IOException {
        Socket connected = new Socket("localhost", WriteSetup.PORT);
        connected.setTcpNoDelay(true);
        return connected;
    }

    private boolean isComplete(int length) {
        String text = new String(answer, 0, length, US_ASCII);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        int declared = text.indexOf("Content-Length: ");
        if (declared < 0 || declared > head) {
            return text.endsWith("\r\n0\r\n\r\n");
        }
        int from = declared + "Content-Length: ".length();
        return length == head + 4 + Integer.parseInt(text.substring(from, text.indexOf('\r', from)));
    }
}
