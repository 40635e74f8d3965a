package io.lastword.query.web.watch;

import io.lastword.model.token.Token;
import io.lastword.query.watch.WatchSession;
import io.lastword.query.watch.events.Outlet;
import io.lastword.query.watch.events.WatchEvent;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A response that goes on for as long as its client listens, written without ever waiting for the client. Of the container's
 * threads and those of the watches, one at a time is in here.
 */
final class EventStream implements Outlet, WriteListener, AsyncListener {

    /** So much is gathered before it is sent, and sent at once. */
    private static final int ROOM_BYTES = 16 << 10;

    private final EventFrames frames;
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Runnable closer;
    private final Parts gathered = new Parts();
    private @Nullable WatchSession session;
    /** What was gathered and is being sent, the first of it from this place on. */
    private final Queue<byte[]> sending = new ArrayDeque<>();

    private int sent;
    private boolean opened;
    private boolean flushDue;
    private boolean ended;
    /** Since when the client has taken nothing of what waits for it; meaningless if nothing waits. */
    private long unreadSince = System.nanoTime();

    private boolean unread = true;

    /** @param closer closes the connection at once, whatever waits to be sent */
    EventStream(EventFrames frames, AsyncContext context, Runnable closer) throws IOException {
        this.frames = frames;
        this.context = context;
        this.closer = closer;
        this.out = context.getResponse().getOutputStream();
    }

    /** Begins to listen for room; to be called once, by the request's own thread. */
    synchronized void open(WatchSession of) {
        session = of;
        context.addListener(this);
        out.setWriteListener(this);
    }

    @Override
    public synchronized boolean isReady() throws IOException {
        if (!opened || ended) {
            return false;
        }
        while (out.isReady()) {
            unread = false;
            byte[] first = sending.peek();
            if (first != null) {
                int length = Math.min(ROOM_BYTES, first.length - sent);
                out.write(first, sent, length);
                sent += length;
                flushDue = true;
                if (sent == first.length) {
                    sending.remove();
                    sent = 0;
                }
            } else if (flushDue) {
                flushDue = false;
                out.flush();
            } else {
                return true;
            }
        }
        if (!unread) {
            unread = true;
            unreadSince = System.nanoTime();
        }
        return false;
    }

    @Override
    public synchronized boolean hasRoom() {
        return gathered.size() < ROOM_BYTES;
    }

    @Override
    public synchronized void add(WatchEvent event, @Nullable Token token) {
        frames.write(event, token, gathered);
    }

    @Override
    public synchronized void flush() throws IOException {
        if (ended || gathered.size() == 0) {
            return;
        }
        gathered.moveTo(sending);
        isReady();
    }

    @Override
    public synchronized long unreadNanos() {
        return unread && !ended ? System.nanoTime() - unreadSince : 0;
    }

    @Override
    public void end() {
        boolean waits;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            waits = unread;
        }
        try {
            if (waits) {
                // The container would wait for the client with a thread.
                closer.run();
            }
            context.complete();
        } catch (IllegalStateException e) {
            // The container has ended it already.
        }
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            opened = true;
        }
        wake();
    }

    @Override
    public void onError(Throwable failure) {
        gone();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        gone();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        gone();
    }

    @Override
    public void onError(AsyncEvent event) {
        // Or the container would try to send an error page into the stream.
        end();
        gone();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // A stream is begun once.
    }

    private void wake() {
        WatchSession of;
        synchronized (this) {
            of = session;
        }
        if (of != null) {
            of.wake();
        }
    }

    /** The container is about to take the response back. */
    private void gone() {
        WatchSession of;
        synchronized (this) {
            of = session;
        }
        if (of != null) {
            of.close();
        }
    }
}
