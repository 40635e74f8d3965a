package io.lastword.query.watch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a watcher is told before any change and has not taken yet, in order. Not thread-safe. */
final class InitialEvents {

    private final PendingBytes budget;
    private final Deque<Initial> events = new ArrayDeque<>();

    InitialEvents(PendingBytes budget) {
        this.budget = budget;
    }

    /** @param positioned whether the watcher's position is known once it has seen the event */
    record Initial(WatchEvent event, boolean positioned) {}

    /** Takes events in, or returns false, changed nothing, if there is no room. */
    boolean offer(List<WatchEvent> found, boolean positioned) {
        long bytes = bytes(found);
        if (bytes > 0 && !budget.tryTake(bytes, events.isEmpty())) {
            return false;
        }
        found.forEach(event -> events.add(new Initial(event, positioned)));
        return true;
    }

    /** Takes one event in whatever room there is. */
    void add(WatchEvent event, boolean positioned) {
        budget.keep(event.bytes());
        events.add(new Initial(event, positioned));
    }

    @Nullable
    Initial poll() {
        Initial first = events.poll();
        if (first != null) {
            budget.giveBack(first.event.bytes());
        }
        return first;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    void clear() {
        events.forEach(each -> budget.giveBack(each.event.bytes()));
        events.clear();
    }

    static long bytes(List<WatchEvent> events) {
        return events.stream().mapToLong(WatchEvent::bytes).sum();
    }
}
