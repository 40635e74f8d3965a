package io.lastword.consumer.health;

import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StoreUnavailableException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down where Redis cannot be reached, or may throw entities away when memory is short. */
public final class StoreHealth implements HealthIndicator {

    private static final String NO_EVICTION = "noeviction";

    private final SnapshotStore store;

    public StoreHealth(SnapshotStore store) {
        this.store = store;
    }

    @Override
    public Health health() {
        try {
            String policy = store.evictionPolicy();
            Health.Builder health = NO_EVICTION.equals(policy)
                    ? Health.up()
                    : Health.down()
                            .withDetail(
                                    "reason", "set maxmemory-policy to noeviction: any other policy loses entities");
            return health.withDetail("maxmemory-policy", policy).build();
        } catch (StoreUnavailableException e) {
            return Health.down(e).build();
        }
    }
}
