package io.lastword.producer.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of any length into lines (LF or CRLF), in memory of about one line. For one thread. */
final class LineSplitter {

    private static final int INITIAL_BYTES = 64 << 10;

    private final InputStream in;
    private final int maxLineBytes;
    private byte[] buffer;
    private int from;
    private int to;
    private boolean ended;
    private long number;

    LineSplitter(InputStream in, int maxLineBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
        this.buffer = new byte[Math.min(INITIAL_BYTES, maxLineBytes + 2)];
    }

    /**
     * A line that is not blank.
     *
     * @param number counts all lines from 1
     * @param bytes without the line end; empty if too long
     * @param tooLong over the limit, and skipped to its end
     */
    record Line(long number, byte[] bytes, boolean tooLong) {}

    /** The next line that is not blank, or null at the end of the stream. */
    @Nullable
    Line next() throws IOException {
        while (true) {
            int end = findLineEnd();
            if (end < 0) {
                return null;
            }
            if (end - from > maxLineBytes + 1) {
                from = end;
                skipLine();
                number++;
                return new Line(number, new byte[0], true);
            }
            number++;
            byte[] bytes = withoutCarriageReturn(from, end);
            from = Math.min(to, end + 1);
            if (bytes.length > maxLineBytes) {
                return new Line(number, new byte[0], true);
            }
            if (!isBlank(bytes)) {
                return new Line(number, bytes, false);
            }
        }
    }

    /** Number of the last line that was read to its end, blank ones included. */
    long lastNumber() {
        return number;
    }

    /** Where the line that begins at {@code from} ends, or the buffer's end if it is too long; -1 if there is no line. */
    private int findLineEnd() throws IOException {
        int scanned = from;
        while (true) {
            for (; scanned < to; scanned++) {
                if (buffer[scanned] == '\n') {
                    return scanned;
                }
            }
            if (to - from > maxLineBytes + 1) {
                return to;
            }
            if (ended) {
                return from == to ? -1 : to;
            }
            int length = scanned - from;
            fill();
            scanned = from + length;
        }
    }

    private void skipLine() throws IOException {
        while (!ended || from < to) {
            while (from < to) {
                if (buffer[from++] == '\n') {
                    return;
                }
            }
            fill();
        }
    }

    private void fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, maxLineBytes + 2));
        }
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            ended = true;
        } else {
            to += count;
        }
    }

    private byte[] withoutCarriageReturn(int start, int end) {
        boolean carriageReturn = end > start && buffer[end - 1] == '\r';
        return Arrays.copyOfRange(buffer, start, carriageReturn ? end - 1 : end);
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
