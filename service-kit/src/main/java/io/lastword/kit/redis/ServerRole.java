package io.lastword.kit.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the server at the other end of a connection says of itself. */
enum ServerRole {
    MASTER,
    /** Also one that has not yet found the master it copies. */
    REPLICA,
    /** It answers, but this user may ask neither for its role nor for its replication. */
    UNTOLD;

    /** Asks by {@code ROLE}, or by {@code INFO} where that is refused; ends exceptionally where no server answers. */
    static CompletableFuture<ServerRole> ask(RedisClusterAsyncCommands<?, ?> server) {
        return server.role()
                .toCompletableFuture()
                .thenApply(ServerRole::ofRole)
                .exceptionallyCompose(failure -> isRefusal(failure)
                        ? server.info("replication").toCompletableFuture().thenApply(ServerRole::ofInfo)
                        : CompletableFuture.failedFuture(failure))
                .exceptionallyCompose(failure -> isRefusal(failure)
                        ? CompletableFuture.completedFuture(UNTOLD)
                        : CompletableFuture.failedFuture(failure));
    }

    static boolean isRefusal(Throwable failure) {
        return ClusterRefusals.unwrap(failure) instanceof RedisCommandExecutionException;
    }

    private static ServerRole ofRole(List<Object> answer) {
        Object role = answer.isEmpty() ? "" : answer.get(0);
        return of(role instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : role.toString());
    }

    private static ServerRole ofInfo(String info) {
        return info.lines()
                .filter(line -> line.startsWith("role:"))
                .findFirst()
                .map(line -> of(line.substring(line.indexOf(':') + 1).strip()))
                .orElse(UNTOLD);
    }

    private static ServerRole of(String role) {
        return switch (role) {
            case "master" -> MASTER;
            case "slave", "replica" -> REPLICA;
            default -> UNTOLD;
        };
    }
}
