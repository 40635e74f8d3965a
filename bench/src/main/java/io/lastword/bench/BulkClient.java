package io.lastword.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One bulk write that reads its result stream while it sends. */
final class BulkClient {

    private static final int PIECE_BYTES = 64 << 10;

    private BulkClient() {}

    /**
     * What a bulk write has come to.
     *
     * @param seconds from its first byte until the last line of its results was read
     * @param progressReports read on the way
     * @param last line of the result stream
     */
    record Outcome(double seconds, int progressReports, String last) {

        /** @throws IllegalStateException unless just so many lines were accepted */
        void require(int accepted) {
            if (!last.contains("\"kind\":\"done\"") || !last.contains("\"accepted\":" + accepted + ",")) {
                throw new IllegalStateException("the bulk write did not accept " + accepted + " lines: " + last);
            }
        }
    }

    static Outcome write(String type, Changes changes, int from, int count) throws IOException {
        try (Socket socket = new Socket("localhost", WriteSetup.PORT)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            long begun = System.nanoTime();
            CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> read(in, begun));
            out.write(("POST /v1/entities/" + type + " HTTP/1.1\r\nHost: bench\r\n"
                            + "Content-Type: application/x-ndjson\r\nAccept: application/x-ndjson\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(US_ASCII));
            ByteArrayOutputStream lines = new ByteArrayOutputStream(2 * PIECE_BYTES);
            for (int i = 0; i < count; i++) {
                changes.writeLine(from + i, lines);
                if (lines.size() >= PIECE_BYTES || i == count - 1) {
                    out.write((Integer.toHexString(lines.size()) + "\r\n").getBytes(US_ASCII));
                    lines.write('\r');
                    lines.write('\n');
                    lines.writeTo(out);
                    lines.reset();
                }
            }
            out.write("0\r\n\r\n".getBytes(US_ASCII));
            return outcome.join();
        }
    }

    private static Outcome read(InputStream in, long begun) {
        try {
            String status = line(in);
            if (!status.contains(" 200 ")) {
                throw new IOException("the bulk write was answered with " + status);
            }
            while (!line(in).isEmpty()) {
                // The header fields do not matter here.
            }
            int progressReports = 0;
            String last = "";
            StringBuilder text = new StringBuilder();
            for (int size = size(in); size > 0; size = size(in)) {
                text.append(new String(in.readNBytes(size), UTF_8));
                line(in);
                for (int end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
                    last = text.substring(0, end);
                    text.delete(0, end + 1);
                    progressReports += last.contains("\"kind\":\"progress\"") ? 1 : 0;
                }
            }
            return new Outcome((System.nanoTime() - begun) / 1e9, progressReports, last);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer broke off");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
