package io.lastword.consumer.loop;

import io.lastword.consumer.reading.Lane;
import io.lastword.consumer.reading.OwnedPartition;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.kit.redis.StoreUnavailableException;
import io.lastword.model.store.Generation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the served generations have as many entries as their records count: some partitions at each look, all of
 * them in turn. One that has not is built anew and cold meanwhile, since what it lacks would be called absent. Nothing
 * waits for the store: what a look asked for is judged at the next one. Loop thread only.
 */
final class StoreInspection {

    private static final Logger log = LoggerFactory.getLogger(StoreInspection.class);

    /** A partition has about as many keys; Redis tells the size of each at once. */
    private static final int PARTITIONS_PER_LOOK = 8;

    private final String type;
    private final SnapshotStore store;
    private final Deque<Integer> turns = new ArrayDeque<>();
    private List<Look> asked = List.of();

    private record Look(OwnedPartition partition, String generation, CompletableFuture<List<String>> damage) {}

    StoreInspection(String type, SnapshotStore store) {
        this.type = type;
        this.store = store;
    }

    /** Judges what was seen since the last look, and asks about the next partitions. */
    void look(Lane live) {
        if (!asked.stream().allMatch(look -> look.damage.isDone())) {
            return;
        }
        asked.forEach(look -> judge(look, live));
        if (turns.isEmpty()) {
            live.partitions().forEach(partition -> turns.add(partition.number()));
        }
        List<Look> asking = new ArrayList<>();
        while (!turns.isEmpty() && asking.size() < PARTITIONS_PER_LOOK) {
            OwnedPartition partition = live.find(turns.remove());
            Generation generation = partition == null ? null : partition.generation();
            if (partition != null && generation != null && partition.isServed()) {
                asking.add(new Look(
                        partition,
                        generation.id(),
                        store.damage(type, partition.number(), generation.id(), partition.definition())));
            }
        }
        asked = asking;
    }

    private void judge(Look look, Lane live) {
        int number = look.partition.number();
        if (look.damage.isCompletedExceptionally()) {
            log.debug("{}/{}: the store did not say how much it holds", type, number);
            return;
        }
        List<String> damage = look.damage.join();
        if (damage.isEmpty() || live.find(number) != look.partition) {
            return;
        }
        try {
            if (store.reportDamage(type, number, look.generation)) {
                log.error("{}/{}: store-damaged: keys were lost or changed in Redis: {}", type, number, damage);
                live.pause(look.partition, "store-damaged: keys were lost or changed in Redis");
            }
        } catch (StoreUnavailableException e) {
            log.warn("{}/{}: store-damaged, which the store cannot be told: {}", type, number, e.getMessage());
        }
    }
}
