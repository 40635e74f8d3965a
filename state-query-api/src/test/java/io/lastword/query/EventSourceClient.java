package io.lastword.query;

import io.lastword.query.EventClient.Event;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Watches as a browser's EventSource does: always the same URL, the last id that it was told, back after the time that it
 * was told, and it gives up for good on any answer but 200. It keeps a copy of what it watches by the rules of watches.
 */
final class EventSourceClient implements AutoCloseable {

    private static final int DEFAULT_RETRY_MILLIS = 200;

    private final int port;
    private final String path;
    private final Thread thread = new Thread(this::run, "event-source");
    private final Map<String, String> copy = new ConcurrentHashMap<>();
    private final List<Event> told = new CopyOnWriteArrayList<>();
    private final Semaphore reading = new Semaphore(1);
    private int retryMillis = DEFAULT_RETRY_MILLIS;
    private String lastEventId = "";
    private volatile int cutAfterSnapshots;
    private volatile @Nullable EventClient open;
    private volatile @Nullable String gaveUp;
    private volatile boolean complete;
    private volatile boolean closed;
    private volatile int cuts;

    EventSourceClient(int port, String path) {
        this.port = port;
        this.path = path;
        thread.setDaemon(true);
    }

    EventSourceClient start() {
        thread.start();
        return this;
    }

    /** Has the connection be cut off, once, when so many entities of a beginning have arrived. */
    EventSourceClient cutAfterSnapshots(int snapshots) {
        cutAfterSnapshots = snapshots;
        return this;
    }

    /** The state of each entity by its id, as far as it was told. */
    Map<String, String> copy() {
        return Map.copyOf(copy);
    }

    /** Whether the copy has come to the end of its last beginning. */
    boolean isComplete() {
        return complete;
    }

    int cuts() {
        return cuts;
    }

    /** Everything that it was told, without heartbeats. */
    List<Event> told() {
        return List.copyOf(told);
    }

    List<String> kinds() {
        return told.stream().map(Event::kind).toList();
    }

    /** Why it does not come back any more, or null. */
    @Nullable
    String gaveUp() {
        return gaveUp;
    }

    /** Reads nothing until {@link #readOn}. */
    void stopReading() {
        reading.acquireUninterruptibly();
    }

    void readOn() {
        reading.release();
    }

    /** Has the network cut the connection off. */
    void cut() {
        EventClient now = open;
        if (now != null) {
            now.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        cut();
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed && gaveUp == null) {
                try (EventClient client = new EventClient(port, path, lastEventId.isEmpty() ? null : lastEventId)) {
                    open = client;
                    if (client.status == 200) {
                        read(client);
                    } else {
                        gaveUp = client.status + " " + client.problem;
                    }
                } catch (UncheckedIOException e) {
                    // Nobody listens, or the connection broke: it comes back.
                }
                Thread.sleep(retryMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(EventClient client) throws InterruptedException {
        int snapshots = 0;
        for (Event event = client.next(); event != null; event = client.next()) {
            reading.acquire();
            reading.release();
            lastEventId = event.id();
            retryMillis = client.retryMillis() < 0 ? retryMillis : client.retryMillis();
            if (!event.kind().equals("heartbeat")) {
                told.add(event);
            }
            take(event);
            snapshots += event.kind().equals("snapshot") ? 1 : 0;
            if (cutAfterSnapshots > 0 && snapshots == cutAfterSnapshots) {
                cutAfterSnapshots = 0;
                cuts++;
                return;
            }
        }
    }

    private void take(Event event) {
        switch (event.kind()) {
            case "snapshot-begin" -> {
                complete = false;
                copy.clear();
            }
            case "snapshot-end" -> complete = true;
            case "snapshot", "change" ->
                copy.put(event.entity(), event.json().path("state").toString());
            case "deleted", "left", "absent" -> copy.remove(event.entity());
            case "unreadable" -> copy.put(event.entity(), "unreadable");
            case "reset" -> complete = false;
            default -> {}
        }
    }
}
