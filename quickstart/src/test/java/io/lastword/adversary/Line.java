package io.lastword.adversary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One connection on which anything can be sent, from an address that is not that of the well-behaved clients. */
final class Line implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int MOST_HEAD_BYTES = 64 << 10;

    private final Socket socket = new Socket();

    /** @param receiveBuffer bytes that the kernel takes for a client that does not read; 0 for its default */
    Line(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.66"), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), CONNECT_MILLIS);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    void send(String text) throws IOException {
        out().write(text.getBytes(ISO_8859_1));
        out().flush();
    }

    /**
     * Reads the status line.
     *
     * @return {@link Tally#NO_ANSWER} if the connection ended before
     */
    int status(int patienceMillis) throws IOException {
        socket.setSoTimeout(patienceMillis);
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n' && line.length() < MOST_HEAD_BYTES; b = in.read()) {
            line.append((char) b);
        }
        String[] words = line.toString().split(" ", 3);
        return words.length < 2 || !words[1].matches("\\d{3}") ? Tally.NO_ANSWER : Integer.parseInt(words[1]);
    }

    /** Reads on until the answer's end, at most so much or for so long without a byte. */
    void read(long mostBytes, int patienceMillis) throws IOException {
        socket.setSoTimeout(patienceMillis);
        byte[] buffer = new byte[16 << 10];
        InputStream in = socket.getInputStream();
        long left = mostBytes;
        for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
            left -= read;
        }
    }

    /** Ends the connection by a reset instead of in good order. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
