package io.lastword.query.watch.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a watcher is told before any change and has not taken yet, in order. Not thread-safe. */
public final class InitialEvents {

    private final PendingBytes budget;
    private final Deque<Initial> events = new ArrayDeque<>();

    public InitialEvents(PendingBytes budget) {
        this.budget = budget;
    }

    /** @param positioned whether the watcher's position is known once it has seen the event */
    public record Initial(WatchEvent event, boolean positioned) {}

    /** Takes events in, or returns false, changed nothing, if there is no room. */
    public boolean offer(List<WatchEvent> found, boolean positioned) {
        long bytes = bytes(found);
        if (bytes > 0 && !budget.tryTake(bytes, events.isEmpty())) {
            return false;
        }
        found.forEach(event -> events.add(new Initial(event, positioned)));
        return true;
    }

    /** Takes one event in whatever room there is. */
    public void add(WatchEvent event, boolean positioned) {
        budget.keep(event.bytes());
        events.add(new Initial(event, positioned));
    }

    @Nullable
    public Initial poll() {
        Initial first = events.poll();
        if (first != null) {
            budget.giveBack(first.event.bytes());
        }
        return first;
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }

    public void clear() {
        events.forEach(each -> budget.giveBack(each.event.bytes()));
        events.clear();
    }

    public static long bytes(List<WatchEvent> events) {
        return events.stream().mapToLong(WatchEvent::bytes).sum();
    }
}
