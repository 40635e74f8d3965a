package io.lastword.query.web;

import io.lastword.model.limit.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Writes to a client that is expected to read steadily, and gives one up that does not: whoever holds something scarce
 * while it writes does so for clients that make progress. For one thread.
 */
public final class SteadyOutput extends OutputStream {

    /** What a client must take within {@link #PATIENCE}, not counting the time in which there is nothing to take. */
    static final int LEAST_BYTES = 64 << 10;

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int PIECE = 16 << 10;

    private final OutputStream out;
    private final Ticker ticker;
    private long waitedNanos;
    private int taken;

    public SteadyOutput(OutputStream out, Ticker ticker) {
        this.out = out;
        this.ticker = ticker;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** @throws IOException if the client is gone, or too slow */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += PIECE) {
            int piece = Math.min(PIECE, length - at);
            long begun = ticker.nanos();
            out.write(bytes, offset + at, piece);
            count(piece, ticker.nanos() - begun);
        }
    }

    @Override
    public void flush() throws IOException {
        long begun = ticker.nanos();
        out.flush();
        count(0, ticker.nanos() - begun);
    }

    private void count(int bytes, long nanos) throws IOException {
        waitedNanos += nanos;
        taken += bytes;
        if (taken >= LEAST_BYTES) {
            taken = 0;
            waitedNanos = 0;
        } else if (waitedNanos > PATIENCE.toNanos()) {
            throw new IOException("the client takes less than " + LEAST_BYTES + " bytes in " + PATIENCE);
        }
    }
}
