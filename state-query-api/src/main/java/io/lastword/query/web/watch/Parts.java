package io.lastword.query.web.watch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/** Bytes on their way to a client, in order. Large ones stay where they are, since many clients share them. Not thread-safe. */
final class Parts {

    /** Fewer bytes are copied, which costs less than a part of their own. */
    private static final int COPIED_BYTES = 4 << 10;

    private final Queue<byte[]> parts = new ArrayDeque<>();
    private final ByteArrayOutputStream last = new ByteArrayOutputStream();
    private long partBytes;

    /** Adds bytes that are not changed any more. */
    void add(byte[] bytes) {
        if (bytes.length < COPIED_BYTES) {
            last.writeBytes(bytes);
        } else {
            endPart();
            part(bytes);
        }
    }

    void ascii(String text) {
        add(text.getBytes(StandardCharsets.US_ASCII));
    }

    long size() {
        return partBytes + last.size();
    }

    /** Moves all that is here to the end of a queue, in parts that are not empty. */
    void moveTo(Queue<byte[]> queue) {
        endPart();
        queue.addAll(parts);
        parts.clear();
        partBytes = 0;
    }

    private void endPart() {
        if (last.size() > 0) {
            part(last.toByteArray());
            last.reset();
        }
    }

    private void part(byte[] bytes) {
        parts.add(bytes);
        partBytes += bytes.length;
    }
}
