package io.lastword.producer.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A body that is read as it comes. Whoever waits for it can be woken, which is what Tomcat's own stream does not allow. Read
 * by one thread.
 */
public final class AwaitedBody extends InputStream implements ReadListener {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int DISCARDED_BYTES = 16 << 10;

    private final ServletInputStream in;
    private final BodyPace pace;
    private final BooleanSupplier unwanted;
    private long signals;
    private boolean finished;
    private boolean broken;

    /** @param unwanted whether nobody wants more of it; asked anew after {@link #wake} */
    public AwaitedBody(ServletInputStream in, BodyPace pace, BooleanSupplier unwanted) {
        this.in = in;
        this.pace = pace;
        this.unwanted = unwanted;
    }

    /** Begins to listen; the request must be asynchronous. */
    public void open() {
        in.setReadListener(this);
    }

    /** Lets the reader see that nobody wants more. */
    public void wake() {
        signal();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws IOException also if nobody wants more, or the client makes no progress */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        long seen = 0;
        while (true) {
            if (unwanted.getAsBoolean()) {
                throw new IOException("nobody reads on");
            }
            long now = signals();
            if (now == seen) {
                long before = System.nanoTime();
                awaitSignal(seen, LOOK_NANOS);
                pace.waited(System.nanoTime() - before);
                continue;
            }
            seen = now;
            int count = readNow(target, offset, length);
            if (count != 0) {
                pace.received(Math.max(0, count));
                return count;
            }
        }
    }

    /** Reads on and drops what comes, so that its sender can read the answer: a connection closed earlier is reset. */
    public void discard(Duration within) {
        byte[] dropped = new byte[DISCARDED_BYTES];
        long deadline = System.nanoTime() + within.toNanos();
        long seen = 0;
        try {
            for (long left = within.toNanos(); left > 0; left = deadline - System.nanoTime()) {
                long now = signals();
                if (now == seen) {
                    awaitSignal(seen, left);
                    continue;
                }
                seen = now;
                int count = 1;
                while (count > 0 && System.nanoTime() < deadline) {
                    count = readNow(dropped, 0, dropped.length);
                }
                if (count < 0) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    @Override
    public void onDataAvailable() {
        signal();
    }

    @Override
    public synchronized void onAllDataRead() {
        finished = true;
        signal();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        broken = true;
        signal();
    }

    /** Returns how much there was, 0 if nothing; the container signals when there is more then. */
    private int readNow(byte[] target, int offset, int length) throws IOException {
        if (isBroken()) {
            throw new IOException("the request body broke off");
        }
        if (isFinished()) {
            return -1;
        }
        try {
            if (in.isFinished()) {
                return -1;
            }
            return in.isReady() ? in.read(target, offset, length) : 0;
        } catch (IOException e) {
            onError(e);
            throw e;
        } catch (IllegalStateException | NullPointerException e) {
            // The container has taken the request back from a client that is gone.
            onError(e);
            throw new IOException("the request body broke off", e);
        }
    }

    private synchronized void signal() {
        signals++;
        notifyAll();
    }

    private synchronized long signals() {
        return signals;
    }

    private synchronized boolean isFinished() {
        return finished;
    }

    private synchronized boolean isBroken() {
        return broken;
    }

    private synchronized void awaitSignal(long seen, long nanos) throws IOException {
        try {
            if (signals == seen) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(nanos, LOOK_NANOS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the service is stopping", e);
        }
    }
}
