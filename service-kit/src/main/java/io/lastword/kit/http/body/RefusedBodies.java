package io.lastword.kit.http.body;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpHeaders;

/**
 * Reads what is left of a refused body and drops it, so that its sender sees the answer and not a reset connection; up to
 * so many bytes, and for so long. Few at once, since each keeps a thread: of the others nothing more is read.
 */
public final class RefusedBodies {

    private static final int PIECE = 16 << 10;
    private static final int AT_ONCE = 4;
    private static final String LEFT_UNREAD = RefusedBodies.class.getName() + ".leftUnread";

    private final long maxBytes;
    private final Duration maxTime;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /**
     * @param maxBytes how much of one body is read; what is more is not, and the connection is closed
     * @param maxTime for how long, which is looked at between two pieces
     */
    public RefusedBodies(long maxBytes, Duration maxTime) {
        this.maxBytes = maxBytes;
        this.maxTime = maxTime;
    }

    /** Whether the server is to close the connection without reading on. */
    public static boolean isLeftUnread(HttpServletRequest request) {
        return request.getAttribute(LEFT_UNREAD) != null;
    }

    public void drop(HttpServletRequest request, HttpServletResponse response) {
        if (response.getStatus() < 400 || request.isAsyncStarted() || !hasBody(request)) {
            return;
        }
        if (!places.tryAcquire()) {
            request.setAttribute(LEFT_UNREAD, true);
            return;
        }
        try {
            response.flushBuffer();
            read(request.getInputStream());
        } catch (IOException | IllegalStateException e) {
            // Its sender is gone, or has been answered by somebody else.
        } finally {
            places.release();
        }
    }

    private void read(InputStream body) throws IOException {
        long began = System.nanoTime();
        byte[] piece = new byte[PIECE];
        long dropped = 0;
        while (dropped < maxBytes && System.nanoTime() - began < maxTime.toNanos()) {
            int count = body.read(piece);
            if (count < 0) {
                return;
            }
            dropped += count;
        }
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }
}
