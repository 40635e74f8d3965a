package io.lastword.query.web;

import io.lastword.model.Token;
import io.lastword.query.watch.Outlet;
import io.lastword.query.watch.WatchEvent;
import io.lastword.query.watch.Watcher;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A response that goes on for as long as its client listens, written without ever waiting for the client. Of the container's
 * threads and those of the watches, one at a time is in here.
 */
final class EventStream implements Outlet, WriteListener, AsyncListener {

    /** So much is gathered before it is sent. */
    private static final int ROOM_BYTES = 16 << 10;

    private final EventFrames frames;
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private @Nullable Watcher watcher;
    private boolean opened;
    private boolean flushDue;
    private boolean ended;

    EventStream(EventFrames frames, AsyncContext context) throws IOException {
        this.frames = frames;
        this.context = context;
        this.out = context.getResponse().getOutputStream();
    }

    /** Begins to listen for room; to be called once, by the request's own thread. */
    synchronized void open(Watcher of) {
        watcher = of;
        context.addListener(this);
        out.setWriteListener(this);
    }

    @Override
    public synchronized boolean isReady() throws IOException {
        if (!opened || ended || !out.isReady()) {
            return false;
        }
        if (flushDue) {
            flushDue = false;
            out.flush();
            return out.isReady();
        }
        return true;
    }

    @Override
    public synchronized boolean hasRoom() {
        return gathered.size() < ROOM_BYTES;
    }

    @Override
    public synchronized void add(WatchEvent event, @Nullable Token token) {
        // An empty id makes clients forget theirs, so that they come back without one.
        String id = event instanceof WatchEvent.Reset ? "" : token == null ? null : token.encode();
        frames.write(event, id, gathered);
    }

    @Override
    public synchronized void flush() throws IOException {
        if (ended || gathered.size() == 0) {
            return;
        }
        out.write(gathered.toByteArray());
        gathered.reset();
        flushDue = true;
        isReady();
    }

    @Override
    public synchronized void end() {
        if (!ended) {
            ended = true;
            try {
                context.complete();
            } catch (IllegalStateException e) {
                // The container has ended it already.
            }
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
        Watcher of;
        synchronized (this) {
            of = watcher;
        }
        if (of != null) {
            of.wake();
        }
    }

    /** The container is about to take the response back. */
    private void gone() {
        Watcher of;
        synchronized (this) {
            of = watcher;
        }
        if (of != null) {
            of.close();
        }
    }
}
