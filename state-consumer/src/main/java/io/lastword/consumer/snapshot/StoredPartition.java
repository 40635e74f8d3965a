package io.lastword.consumer.snapshot;

import io.lastword.model.Generation;
import org.jspecify.annotations.Nullable;

/**
 * What the store holds of one partition.
 *
 * @param servedId generation that readers see, or null
 * @param buildingId generation that is being built, or null
 * @param served record of the served generation; null if there is none or its record is gone
 * @param building record of the generation being built; null likewise
 */
public record StoredPartition(
        @Nullable String servedId,
        @Nullable String buildingId,
        @Nullable Generation served,
        @Nullable Generation building) {}
