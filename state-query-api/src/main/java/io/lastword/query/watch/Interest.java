package io.lastword.query.watch;

import io.lastword.model.EntityId;
import io.lastword.model.EntityType;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What somebody watches.
 *
 * @param id one entity, or null for all of the type
 * @param filter tells of a state whether its entity is of interest, or null if all are
 */
public record Interest(
        EntityType type, @Nullable EntityId id, @Nullable Predicate<byte[]> filter) {}
