package io.lastword.consumer.verify;

import io.lastword.consumer.snapshot.SnapshotScan;
import io.lastword.model.entity.EntityId;
import io.lastword.model.index.IndexEntry;
import io.lastword.model.record.Partitioner;
import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import io.lastword.model.store.StoredEntityCodec;
import io.lastword.model.types.EntityType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;

/**
 * Reads what the store holds of a slice of one partition. For one thread.
 *
 * @param maxKeys so many entities may be held at once
 */
record StoreReading(SnapshotScan scan, EntityType type, int partition, int maxKeys) {

    /**
     * Reads snapshots, unreadable entities and index entries.
     *
     * @throws SliceTooLargeException if these are of more than {@code maxKeys} entities
     * @throws io.lastword.kit.redis.StoreUnavailableException if the store did not answer
     */
    Holdings read(Slice slice, Generation generation) {
        Holdings holdings = new Holdings(new HashMap<>(), new HashMap<>(), new HashMap<>());
        slice.buckets()
                .forEach(bucket -> scan.snapshots(type.name(), partition, generation.id(), bucket, (key, value) -> {
                    if (slice.holds(key, generation.partitions())) {
                        Entry entry = Entry.snapshot(StoredEntityCodec.snapshotRevision(value), value);
                        EntityId.fromKey(key)
                                .ifPresent(id -> holdings.snapshots().put(id, entry));
                        requireBounded(holdings, slice);
                    }
                }));
        scan.unreadable(type.name(), partition, generation.id(), (key, value) -> {
            if (slice.holds(key, generation.partitions())) {
                Entry entry = Entry.unreadable(StoredEntityCodec.unreadableRevision(value));
                EntityId.fromKey(key).ifPresent(id -> holdings.unreadable().put(id, entry));
                requireBounded(holdings, slice);
            }
        });
        for (String index : type.indexes().names()) {
            slice.indexSlots()
                    .forEach(slot -> scan.entries(
                            type.name(),
                            partition,
                            generation.id(),
                            index,
                            slot,
                            member -> add(holdings, slice, generation.partitions(), index, slot, member)));
        }
        return holdings;
    }

    private void add(Holdings holdings, Slice slice, int partitions, String index, int slot, byte[] member) {
        // An entry that names no entity is a ghost by whatever name.
        EntityId id = IndexEntry.parse(member)
                .flatMap(entry -> EntityId.fromKey(entry.id()))
                .orElseGet(() -> new EntityId(HexFormat.of().formatHex(member)));
        byte[] key = id.toKey();
        boolean astray = Partitioner.bucket(key, partitions, Layout.BUCKETS) % Layout.INDEX_SLOTS != slot;
        if (astray ? slice.isFirstOf(slot) : slice.holds(key, partitions)) {
            holdings.places()
                    .computeIfAbsent(
                            id, any -> new ArrayList<>(type.indexes().names().size()))
                    .add(Place.of(index, slot, member));
            requireBounded(holdings, slice);
        }
    }

    private void requireBounded(Holdings holdings, Slice slice) {
        if (holdings.snapshots().size() + holdings.unreadable().size() > maxKeys
                || holdings.places().size() > maxKeys) {
            throw new SliceTooLargeException(slice, maxKeys);
        }
    }
}
