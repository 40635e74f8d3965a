package io.lastword.consumer.verify;

import io.lastword.model.entity.EntityId;
import java.util.List;
import java.util.Map;

/**
 * What the store holds of a slice.
 *
 * @param snapshots by id
 * @param unreadable by id; an id in both maps is a fault of its own
 * @param places where entities stand in the indexes, by id
 */
record Holdings(Map<EntityId, Entry> snapshots, Map<EntityId, Entry> unreadable, Map<EntityId, List<Place>> places) {}
