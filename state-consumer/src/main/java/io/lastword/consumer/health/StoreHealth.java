package io.lastword.consumer.health;

import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.consumer.snapshot.StoreUnavailableException;
import java.util.Set;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down where Redis or a master of its cluster cannot be reached, or may throw entities away when memory is short. */
public final class StoreHealth implements HealthIndicator {

    private static final String NO_EVICTION = "noeviction";

    private final SnapshotStore store;

    public StoreHealth(SnapshotStore store) {
        this.store = store;
    }

    @Override
    public Health health() {
        try {
            Set<String> policies = store.evictionPolicies();
            Health.Builder health = policies.equals(Set.of(NO_EVICTION))
                    ? Health.up()
                    : Health.down()
                            .withDetail(
                                    "reason",
                                    "set maxmemory-policy to noeviction, on every master of a cluster: any other"
                                            + " policy loses entities");
            return health.withDetail("maxmemory-policy", String.join(", ", policies))
                    .build();
        } catch (StoreUnavailableException e) {
            return Health.down(e).build();
        }
    }
}
