package io.lastword.consumer.verify;

import io.lastword.model.entity.EntityId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of a slice beside what the store says. Pure.
 *
 * @param checked entities that either side has
 * @param mismatches those on which the two differ, in no particular order
 */
record Comparison(long checked, List<Mismatch> mismatches) {

    /** @param log the fold of the log: an entity that it has ended is not in it */
    static Comparison of(Map<EntityId, Entry> log, Holdings store) {
        Set<EntityId> stored = new HashSet<>(store.snapshots().keySet());
        stored.addAll(store.unreadable().keySet());
        List<Mismatch> mismatches = new ArrayList<>();
        long missing = 0;
        for (Map.Entry<EntityId, Entry> logged : log.entrySet()) {
            if (!stored.contains(logged.getKey())) {
                mismatches.add(Mismatch.missing(logged.getKey(), logged.getValue()));
                missing++;
            }
        }
        for (EntityId id : stored) {
            Mismatch mismatch = compare(
                    id,
                    log.get(id),
                    store.snapshots().get(id),
                    store.unreadable().get(id));
            if (mismatch != null) {
                mismatches.add(mismatch);
            }
        }
        Set<EntityId> placed = new HashSet<>(log.keySet());
        placed.addAll(store.places().keySet());
        placed.forEach(id -> comparePlaces(id, log.get(id), store.places().getOrDefault(id, List.of()), mismatches));
        return new Comparison(stored.size() + missing, mismatches);
    }

    private static void comparePlaces(
            EntityId id, @Nullable Entry logged, List<Place> stored, List<Mismatch> mismatches) {
        List<Place> due = logged == null ? List.of() : logged.places();
        if (due.equals(stored)) {
            return;
        }
        for (Place place : stored) {
            if (!due.contains(place)) {
                mismatches.add(Mismatch.ghostEntry(id, place, logged));
            }
        }
        if (logged != null) {
            for (Place place : due) {
                if (!stored.contains(place)) {
                    mismatches.add(Mismatch.missingEntry(id, place, logged));
                }
            }
        }
    }

    private static @Nullable Mismatch compare(
            EntityId id, @Nullable Entry logged, @Nullable Entry snapshot, @Nullable Entry unreadable) {
        Entry stored = unreadable == null ? snapshot : unreadable;
        if (stored == null) {
            return null;
        }
        if (logged == null) {
            return Mismatch.ghost(id, stored);
        }
        if (snapshot != null && unreadable != null) {
            return Mismatch.stale(id, stored, logged, "stored both as a snapshot and as unreadable");
        }
        if (stored.kind() != logged.kind()) {
            return Mismatch.stale(
                    id,
                    stored,
                    logged,
                    "stored as " + stored.kind().words() + ", and the log has it as "
                            + logged.kind().words());
        }
        if (stored.revision() != logged.revision()) {
            return Mismatch.stale(id, stored, logged, "stored with another revision than the log's last");
        }
        return stored.fingerprint() == logged.fingerprint()
                ? null
                : Mismatch.stale(id, stored, logged, "stored with other content than the log has at this revision");
    }
}
