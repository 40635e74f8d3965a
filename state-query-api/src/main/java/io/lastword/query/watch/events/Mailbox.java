package io.lastword.query.watch.events;

import io.lastword.model.entity.EntityId;
import io.lastword.query.watch.tail.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a watcher has not taken yet, in rounds. A round is given out in the order of the log, one change per
 * entity. What arrives meanwhile waits for the next round, where a later change of an entity takes the place of an
 * earlier one and goes to the end. So a slow watcher gets the latest states, each entity comes up in every round however
 * often others change, and what is given out never runs ahead of something earlier in the same partition that is still
 * to come. Not thread-safe.
 */
public final class Mailbox {

    private final int maxEntities;
    private final PendingBytes budget;
    private final Map<EntityId, Change> next = new LinkedHashMap<>();
    private final Deque<Change> round = new ArrayDeque<>();

    public Mailbox(int maxEntities, PendingBytes budget) {
        this.maxEntities = maxEntities;
        this.budget = budget;
    }

    /** Takes a change in, or returns false, changed nothing, if there is no room. */
    public boolean offer(Change change) {
        boolean isFirst = next.isEmpty() && round.isEmpty();
        Change superseded = next.get(change.id());
        if (superseded == null && round.size() + next.size() >= maxEntities && !isFirst) {
            return false;
        }
        if (!budget.tryTake(change.bytes(), isFirst)) {
            return false;
        }
        if (superseded != null) {
            next.remove(change.id());
            budget.giveBack(superseded.bytes());
        }
        next.put(change.id(), change);
        return true;
    }

    /** The next change of the round, or null at its end. */
    @Nullable
    public Change poll() {
        Change change = round.poll();
        if (change != null) {
            budget.giveBack(change.bytes());
        }
        return change;
    }

    /** Begins the next round; only at the end of one. */
    public void beginRound() {
        round.addAll(next.values());
        next.clear();
    }

    public boolean isEmpty() {
        return round.isEmpty() && next.isEmpty();
    }

    public boolean isRoundEmpty() {
        return round.isEmpty();
    }

    public void clear() {
        round.forEach(change -> budget.giveBack(change.bytes()));
        next.values().forEach(change -> budget.giveBack(change.bytes()));
        round.clear();
        next.clear();
    }
}
