package io.lastword.producer.web.bulk;

import io.lastword.producer.bulk.BulkCounts;
import io.lastword.producer.bulk.BulkResult.Rejection;
import io.lastword.producer.bulk.LineResults;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The results of one bulk write as a stream that its client reads while it sends: written by a thread of its own, so
 * that reading the request never waits for the client to read, but for as long as {@link UnreadResults} says.
 */
final class ResultStream implements LineResults {

    private final OutputStream out;
    private final boolean everyLine;
    private final Duration progressEvery;
    private final Supplier<BulkCounts> counts;
    private final ResultLines lines;
    private final UnreadResults unread;
    private final Thread writer = new Thread(this::write, "bulk-results");
    private byte[] last = {};

    /**
     * @param everyLine whether lines that are not rejected are reported one by one, too
     * @param counts what progress is reported from
     */
    ResultStream(
            OutputStream out, boolean everyLine, BulkLimits limits, Supplier<BulkCounts> counts, ResultLines lines) {
        this.out = out;
        this.everyLine = everyLine;
        this.progressEvery = limits.progressEvery();
        this.counts = counts;
        this.lines = lines;
        this.unread = new UnreadResults(limits.maxUnreadBytes(), limits.patience(), lines::summarised);
    }

    void start() {
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Waits until all results are taken, or summarised since nobody took them.
     *
     * @throws IOException if the client is gone
     */
    void settle() throws IOException {
        unread.settle();
    }

    /** Ends the stream with this line. */
    void end(byte[] line) {
        last = line;
        close();
    }

    /** Ends the stream where it is; does nothing if it has ended. */
    void close() {
        unread.close();
    }

    /** Waits until everything is on its way to the client, or it is given up. */
    void awaitWritten() {
        boolean interrupted = false;
        while (true) {
            try {
                writer.join();
                break;
            } catch (InterruptedException e) {
                // The answer is written to by that thread and may not be touched by others before it ends.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isPaused() {
        return unread.isPaused();
    }

    long unreadBytes() {
        return unread.bytes();
    }

    @Override
    public void accepted(long line, int partition, long revision) {
        if (everyLine) {
            unread.add(line, LineSpan::accepted, lines.accepted(line, partition, revision));
        }
    }

    @Override
    public void rejected(Rejection rejection) {
        unread.add(rejection.line(), LineSpan::rejected, lines.rejected(rejection));
    }

    @Override
    public void unknown(long line) {
        if (everyLine) {
            unread.add(line, LineSpan::unknown, lines.unknown(line));
        }
    }

    @Override
    public void notWritten(long line) {
        if (everyLine) {
            unread.add(line, LineSpan::notWritten, lines.notWritten(line));
        }
    }

    @Override
    public void awaitRoom() throws IOException {
        unread.awaitRoom();
    }

    private void write() {
        try {
            long progressAt = System.nanoTime() + progressEvery.toNanos();
            while (true) {
                byte @Nullable [] piece = unread.take(progressAt);
                if (piece != null) {
                    out.write(piece);
                } else if (unread.isClosed()) {
                    out.write(last);
                    out.flush();
                    return;
                }
                if (System.nanoTime() >= progressAt) {
                    out.write(lines.progress(counts.get()));
                    out.flush();
                    progressAt = System.nanoTime() + progressEvery.toNanos();
                } else if (unread.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            unread.fail(e);
        } catch (InterruptedException e) {
            unread.fail(new IOException("the service is stopping", e));
        } catch (RuntimeException e) {
            unread.fail(new IOException("the results could not be written", e));
        }
    }
}
