package io.lastword.kit.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.springframework.http.HttpHeaders;

/**
 * Reads what is left of a refused body and drops it, so that its sender sees the answer and not a reset connection; up to
 * so many bytes, and for so long.
 *
 * @param maxBytes how much of one body is read; what is more is not, and the connection is closed
 * @param maxTime for how long, which is looked at between two pieces
 */
record RefusedBodies(long maxBytes, Duration maxTime) {

    private static final int PIECE = 16 << 10;

    void drop(HttpServletRequest request, HttpServletResponse response) {
        if (response.getStatus() < 400 || request.isAsyncStarted() || !hasBody(request)) {
            return;
        }
        long began = System.nanoTime();
        byte[] piece = new byte[PIECE];
        try {
            response.flushBuffer();
            InputStream body = request.getInputStream();
            long dropped = 0;
            while (dropped < maxBytes && System.nanoTime() - began < maxTime.toNanos()) {
                int count = body.read(piece);
                if (count < 0) {
                    return;
                }
                dropped += count;
            }
        } catch (IOException | IllegalStateException e) {
            // Its sender is gone, or has been answered by somebody else.
        }
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }
}
