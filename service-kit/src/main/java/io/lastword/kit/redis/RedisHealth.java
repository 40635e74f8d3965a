package io.lastword.kit.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Whether Redis answers, and as what: down without an answer or with a cluster that has failed; unknown at a replica, or
 * where it may not be asked.
 */
final class RedisHealth implements HealthIndicator {

    private final LettuceConnectionFactory connections;
    private final SharedConnection shared;

    RedisHealth(LettuceConnectionFactory connections) {
        this.connections = connections;
        this.shared = new SharedConnection(connections);
    }

    @Override
    public Health health() {
        try {
            RedisClusterAsyncCommands<byte[], byte[]> redis = shared.get();
            CompletableFuture<Health> health = connections.isClusterAware()
                    ? ofCluster(redis)
                    : ServerRole.ask(redis).thenApply(RedisHealth::ofServer);
            return health.orTimeout(connections.getTimeout(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            return Health.down(e.getCause() == null ? e : e.getCause()).build();
        } catch (RuntimeException e) {
            return Health.down(e).build();
        }
    }

    private static Health ofServer(ServerRole role) {
        Health.Builder health = switch (role) {
            case MASTER -> Health.up();
            case REPLICA ->
                Health.unknown()
                        .withDetail(
                                "reason",
                                "the server is a replica, and its address leads to no master; what is read may be"
                                        + " behind, and nothing can be written");
            case UNTOLD ->
                Health.unknown()
                        .withDetail(
                                "reason",
                                "Redis may be asked neither for its ROLE nor for INFO, so a failover that leaves"
                                        + " the old master reachable is not noticed; allow one of them");
        };
        return health.withDetail("role", role.name().toLowerCase(Locale.ROOT)).build();
    }

    private static CompletableFuture<Health> ofCluster(RedisClusterAsyncCommands<byte[], byte[]> redis) {
        return redis.clusterInfo()
                .toCompletableFuture()
                .thenApply(info -> info.lines().anyMatch("cluster_state:ok"::equals)
                        ? Health.up().build()
                        : Health.down()
                                .withDetail("reason", "the cluster says that it has failed")
                                .build())
                .exceptionallyCompose(failure -> ServerRole.isRefusal(failure)
                        ? CompletableFuture.completedFuture(Health.unknown()
                                .withDetail("reason", "the cluster may not be asked for CLUSTER INFO")
                                .build())
                        : CompletableFuture.failedFuture(failure));
    }
}
