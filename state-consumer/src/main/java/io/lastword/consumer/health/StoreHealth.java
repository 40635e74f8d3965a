package io.lastword.consumer.health;

import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.kit.redis.StoreUnavailableException;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down where Redis or a master of its cluster cannot be reached, or may throw entities away when memory is short; unknown
 * where it does not say whether it may.
 */
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
            return judge(policies)
                    .withDetail("maxmemory-policy", String.join(", ", new TreeSet<>(policies)))
                    .build();
        } catch (StoreUnavailableException e) {
            return Health.down(e).build();
        }
    }

    private static Health.Builder judge(Set<String> policies) {
        if (!Set.of(NO_EVICTION, SnapshotStore.UNKNOWN_POLICY).containsAll(policies)) {
            return Health.down()
                    .withDetail(
                            "reason",
                            "set maxmemory-policy to noeviction, on every master of a cluster: any other"
                                    + " policy loses entities");
        }
        return policies.contains(SnapshotStore.UNKNOWN_POLICY)
                ? Health.unknown()
                        .withDetail(
                                "reason",
                                "Redis may not be asked for its maxmemory-policy; see to it that it is noeviction")
                : Health.up();
    }
}
