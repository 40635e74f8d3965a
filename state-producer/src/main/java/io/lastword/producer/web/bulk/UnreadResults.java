package io.lastword.producer.web.bulk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Results on their way to a client that may not read them: kept up to a limit; then whoever makes them waits, and what
 * nobody takes for so long is kept as a {@link LineSpan} only. Thread-safe; adding never waits.
 */
final class UnreadResults {

    private static final int SEGMENT_BYTES = 16 << 10;

    private final long maxBytes;
    private final Duration patience;
    private final Function<LineSpan, byte[]> toLine;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private @Nullable LineSpan summarised;
    private long bytes;
    private long takes;
    private boolean paused;
    private boolean closed;
    private @Nullable IOException failure;

    /**
     * @param maxBytes of results that are kept with their details; what is in flight in the log may come on top
     * @param patience how long the maker waits for one that takes nothing
     * @param toLine writes what is left of results that nobody took
     */
    UnreadResults(long maxBytes, Duration patience, Function<LineSpan, byte[]> toLine) {
        this.maxBytes = maxBytes;
        this.patience = patience;
        this.toLine = toLine;
    }

    /** Some results in a row. */
    private static final class Segment {

        private final ByteArrayOutputStream lines = new ByteArrayOutputStream(SEGMENT_BYTES);
        private final LineSpan span = new LineSpan();
    }

    /**
     * Adds a result; does nothing once closed.
     *
     * @param number of the line that it is about
     * @param kind counts it in a span
     */
    synchronized void add(long number, BiConsumer<LineSpan, Long> kind, byte[] line) {
        if (closed || failure != null) {
            return;
        }
        Segment last = segments.peekLast();
        if (last == null || last.lines.size() + line.length > SEGMENT_BYTES) {
            last = new Segment();
            segments.add(last);
        }
        last.lines.writeBytes(line);
        kind.accept(last.span, number);
        bytes += line.length;
        notifyAll();
    }

    /** Waits until there is room; at worst makes it. */
    synchronized void awaitRoom() throws IOException {
        shrinkTo(maxBytes);
    }

    /** Waits until everything is taken, or summarised since nobody took it. */
    synchronized void settle() throws IOException {
        shrinkTo(0);
    }

    /** Nothing can be added any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Makes everybody who waits for room fail. */
    synchronized void fail(IOException cause) {
        failure = cause;
        segments.clear();
        bytes = 0;
        notifyAll();
    }

    /** The next lines, or null if there are none by then or will never be. */
    synchronized byte @Nullable [] take(long untilNanos) throws InterruptedException {
        takes++;
        notifyAll();
        while (summarised == null && segments.isEmpty() && !closed) {
            long millis = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
            if (millis <= 0) {
                return null;
            }
            wait(millis);
        }
        if (summarised != null) {
            byte[] line = toLine.apply(summarised);
            summarised = null;
            return line;
        }
        Segment first = segments.poll();
        if (first == null) {
            return null;
        }
        bytes -= first.lines.size();
        notifyAll();
        return first.lines.toByteArray();
    }

    synchronized boolean isEmpty() {
        return summarised == null && segments.isEmpty();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Says whether somebody waits for room. */
    synchronized boolean isPaused() {
        return paused;
    }

    synchronized long bytes() {
        return bytes;
    }

    private void shrinkTo(long most) throws IOException {
        paused = bytes > most;
        try {
            while (bytes > most && failure == null) {
                long before = takes;
                waitFor(patience);
                if (takes == before && bytes > most) {
                    summarise();
                }
            }
        } finally {
            paused = false;
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Waits so long, or until something is taken. */
    private void waitFor(Duration most) throws IOException {
        long before = takes;
        long deadline = System.nanoTime() + most.toNanos();
        try {
            for (long left = most.toMillis();
                    left > 0 && takes == before && failure == null;
                    left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the service is stopping", e);
        }
    }

    private void summarise() {
        LineSpan all = summarised == null ? new LineSpan() : summarised;
        segments.forEach(segment -> all.add(segment.span));
        segments.clear();
        summarised = all;
        bytes = 0;
    }
}
