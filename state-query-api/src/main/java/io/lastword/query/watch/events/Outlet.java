package io.lastword.query.watch.events;

import io.lastword.model.token.Token;
import io.lastword.query.watch.WatchSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The way to one watcher. Used by one thread at a time; nothing here blocks. */
public interface Outlet {

    /**
     * Whether all that was gathered has been taken and more can be; if not, {@link WatchSession#wake} is called once it can.
     *
     * @throws IOException if the watcher is gone
     */
    boolean isReady() throws IOException;

    /** Whether another event fits into what is gathered for the next {@link #flush}. */
    boolean hasRoom();

    /**
     * Gathers an event.
     *
     * @param token where a watch goes on that has seen everything up to this event; null while there is no such position
     */
    void add(WatchEvent event, @Nullable Token token);

    /**
     * Sends what was gathered; only while {@link #isReady ready}.
     *
     * @throws IOException if the watcher is gone
     */
    void flush() throws IOException;

    /** For how long the client has taken nothing of what waits for it; 0 if nothing does. */
    long unreadNanos();

    /** Ends the stream, cut off where the client does not take what waits for it; may be called again. */
    void end();
}
