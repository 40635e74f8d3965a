package io.lastword.query.snapshot;

import io.lastword.kit.redis.Replies;
import io.lastword.model.entity.EntityId;
import io.lastword.query.snapshot.PartitionRead.Served;
import io.lastword.query.snapshot.PartitionRead.StoredEntity;
import io.lastword.query.snapshot.SnapshotReader.Portion;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Reads entities of several partitions within an allowance. What they need is not known beforehand, so that at first each
 * partition answers what entities of usual sizes need, and of those that do not fit the sizes; where these are allowed, it
 * is read anew as a whole. For one request.
 */
final class BoundedReads {

    private static final int USUAL_BYTES = 2 << 10;
    private static final int MOST_ROUNDS = 4;

    private final Call call;
    private final Allowance allowance;

    BoundedReads(Call call, Allowance allowance) {
        this.call = call;
        this.allowance = allowance;
    }

    /** Reads entities of one partition at one moment, as far as they fit. */
    interface Call {

        CompletableFuture<Portion> read(PartitionKey key, int partitions, List<EntityId> ids, long bytes);
    }

    /** @throws StatesTooLargeException if the entities are larger than allowed */
    Map<PartitionKey, PartitionRead> read(Map<PartitionKey, List<EntityId>> ids, int partitions) {
        Map<PartitionKey, Portion> found = new HashMap<>();
        Map<PartitionKey, Long> room = new HashMap<>();
        int count = ids.values().stream().mapToInt(List::size).sum();
        long usual = Math.min(USUAL_BYTES, allowance.most() / count);
        ids.forEach((key, ofPartition) -> room.put(key, usual * ofPartition.size()));
        for (int round = 1; round <= MOST_ROUNDS && bytes(found.values()) <= allowance.most(); round++) {
            found.keySet().removeAll(room.keySet());
            allowance.hold(room.values().stream().mapToLong(Long::longValue).sum() + bytes(found.values()));
            read(ids, partitions, room, found);
            room.clear();
            for (Map.Entry<PartitionKey, Portion> entry : found.entrySet()) {
                if (!entry.getValue().sizes().isEmpty()) {
                    // A snapshot has some more bytes than its state, and may have grown until it is read.
                    long more = (USUAL_BYTES << round)
                            * (long) of(ids, entry.getKey()).size();
                    room.put(entry.getKey(), bytes(entry.getValue()) + more);
                }
            }
            if (room.isEmpty() && bytes(found.values()) <= allowance.most()) {
                allowance.hold(bytes(found.values()));
                Map<PartitionKey, PartitionRead> reads = new HashMap<>();
                found.forEach((key, portion) -> reads.put(key, portion.read()));
                return reads;
            }
        }
        throw new StatesTooLargeException(sizes(ids, found));
    }

    private void read(
            Map<PartitionKey, List<EntityId>> ids,
            int partitions,
            Map<PartitionKey, Long> room,
            Map<PartitionKey, Portion> found) {
        Map<PartitionKey, CompletableFuture<Portion>> asked = new HashMap<>();
        room.forEach((key, bytes) -> asked.put(key, call.read(key, partitions, of(ids, key), bytes)));
        asked.forEach((key, answer) -> found.put(key, Replies.await(() -> answer)));
    }

    private static Map<EntityId, Long> sizes(Map<PartitionKey, List<EntityId>> ids, Map<PartitionKey, Portion> found) {
        Map<EntityId, Long> sizes = new HashMap<>();
        found.forEach((key, portion) -> {
            List<EntityId> ofPartition = of(ids, key);
            if (portion.read() instanceof Served served) {
                int given = served.entities().size();
                for (int i = 0; i < ofPartition.size(); i++) {
                    long size = i < given
                            ? bytes(served.entities().get(i))
                            : portion.sizes().get(i - given);
                    sizes.put(ofPartition.get(i), size);
                }
            }
        });
        return sizes;
    }

    private static List<EntityId> of(Map<PartitionKey, List<EntityId>> ids, PartitionKey key) {
        return ids.getOrDefault(key, List.of());
    }

    private static long bytes(Collection<Portion> portions) {
        return portions.stream().mapToLong(BoundedReads::bytes).sum();
    }

    private static long bytes(Portion portion) {
        long bytes = portion.sizes().stream().mapToLong(Long::longValue).sum();
        if (portion.read() instanceof Served served) {
            bytes += served.entities().stream().mapToLong(BoundedReads::bytes).sum();
        }
        return bytes;
    }

    private static long bytes(StoredEntity entity) {
        return entity instanceof StoredEntity.Present present
                ? present.snapshot().state().length
                : 0;
    }
}
