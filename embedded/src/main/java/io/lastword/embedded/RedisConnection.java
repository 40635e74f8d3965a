package io.lastword.embedded;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A plain connection that speaks Redis' own protocol, so that looking into a Redis needs none of the clients under
 * test. Not thread-safe.
 */
public final class RedisConnection implements AutoCloseable {

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final InputStream in;

    /**
     * @param timeout for connecting and for each answer
     * @throws UncheckedIOException if nothing answers there
     */
    public RedisConnection(String host, int port, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        try {
            socket.connect(new InetSocketAddress(host, port), millis);
            socket.setSoTimeout(millis);
            out = new BufferedOutputStream(socket.getOutputStream());
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("Redis at %s:%d: %s".formatted(host, port, e.getMessage()), e);
        }
    }

    /**
     * Sends one command.
     *
     * @return the answer as text: a list as one line per element, a missing value as {@code (nil)}
     * @throws ErrorReply if Redis refuses the command
     * @throws UncheckedIOException if the connection breaks, with an {@link EOFException} if Redis closed it
     */
    public String command(String... words) {
        try {
            write("*" + words.length + "\r\n");
            for (String word : words) {
                write("$" + word.getBytes(StandardCharsets.UTF_8).length + "\r\n" + word + "\r\n");
            }
            out.flush();
            return reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private String reply() throws IOException {
        int kind = read();
        String line = line();
        return switch (kind) {
            case '+', ':' -> line;
            case '-' -> throw new ErrorReply(line);
            case '$' -> bulk(Integer.parseInt(line));
            case '*' -> list(Integer.parseInt(line));
            default -> throw new IOException("not the Redis protocol: " + (char) kind + line);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "(nil)";
        }
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new EOFException();
        }
        line();
        return new String(content, StandardCharsets.UTF_8);
    }

    private String list(int length) throws IOException {
        if (length < 0) {
            return "(nil)";
        }
        List<String> elements = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            elements.add(reply());
        }
        return String.join("\n", elements);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = read(); c != '\r'; c = read()) {
            line.append((char) c);
        }
        read();
        return line.toString();
    }

    private int read() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException();
        }
        return c;
    }

    /** Redis understood the command and refused it; the connection can go on. */
    public static final class ErrorReply extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ErrorReply(String message) {
            super(message);
        }
    }
}
