package io.lastword.kit.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The one connection that all commands of a service share, asked for anew each time so that a lost one is replaced. */
public record SharedConnection(LettuceConnectionFactory connections)
        implements Supplier<RedisClusterAsyncCommands<byte[], byte[]>> {

    @Override
    @SuppressWarnings("unchecked") // Lettuce hands out the byte-array connection that Spring Data shares.
    public RedisClusterAsyncCommands<byte[], byte[]> get() {
        return (RedisClusterAsyncCommands<byte[], byte[]>)
                Objects.requireNonNull(connections.getConnection().getNativeConnection());
    }
}
