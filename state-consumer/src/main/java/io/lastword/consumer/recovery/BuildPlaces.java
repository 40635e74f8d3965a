package io.lastword.consumer.recovery;

import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The places for builds beside served generations in this consumer, over all types, and who waits for one. They are given
 * in the order of asking to those that still ask. Thread-safe.
 */
public final class BuildPlaces {

    private final Duration askedAgainWithin;
    private final Ticker ticker;
    private final Map<Partition, Deadline> waiting = new LinkedHashMap<>();
    private int free;

    private record Partition(String type, int number) {}

    /**
     * @param places how many builds may be under way
     * @param askedAgainWithin who does not ask again within so long does not wait any more
     */
    public BuildPlaces(int places, Duration askedAgainWithin, Ticker ticker) {
        this.free = places;
        this.askedAgainWithin = askedAgainWithin;
        this.ticker = ticker;
    }

    /** Takes a place, or waits for one behind those that wait already. */
    synchronized boolean take(String type, int number) {
        Partition asking = new Partition(type, number);
        waiting.values().removeIf(Deadline::isOver);
        // One that waits already keeps its turn.
        waiting.put(asking, Deadline.in(askedAgainWithin, ticker));
        long ahead = waiting.keySet().stream()
                .takeWhile(other -> !other.equals(asking))
                .count();
        if (ahead >= free) {
            return false;
        }
        waiting.remove(asking);
        free--;
        return true;
    }

    synchronized void giveBack() {
        free++;
    }

    /** Whether more wait for a place than there are free ones. */
    synchronized boolean areWanted() {
        waiting.values().removeIf(Deadline::isOver);
        return waiting.size() > free;
    }

    synchronized int free() {
        return free;
    }
}
