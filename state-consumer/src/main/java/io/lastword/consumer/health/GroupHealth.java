package io.lastword.consumer.health;

import io.lastword.consumer.loop.UnfoldedPartitions;
import io.lastword.model.types.EntityTypes;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while there are partitions that no consumer folds, for example because a foreign client in the group has them. */
public final class GroupHealth implements HealthIndicator {

    private final EntityTypes types;
    private final UnfoldedPartitions unfolded;

    public GroupHealth(EntityTypes types, UnfoldedPartitions unfolded) {
        this.types = types;
        this.unfolded = unfolded;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        types.all().forEach(type -> {
            if (!unfolded.found(type.name()).isEmpty()) {
                health.down().withDetail(type.name(), unfolded.found(type.name()));
            }
        });
        return health.build();
    }
}
