package io.lastword.query.watch.beginning;

import io.lastword.model.entity.EntityId;
import io.lastword.model.types.EntityType;
import io.lastword.query.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * What somebody watches.
 *
 * @param id one entity, or null for all of the type
 * @param filter which entities are of interest, or null if all are
 */
public record Interest(
        EntityType type, @Nullable EntityId id, @Nullable Filter filter) {}
