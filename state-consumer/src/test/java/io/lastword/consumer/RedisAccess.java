package io.lastword.consumer;

import io.lastword.test.RedisServers;
import io.lastword.test.TestRedisCluster;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A look into a Redis or a Redis Cluster behind the services' back. */
public final class RedisAccess implements AutoCloseable {

    private final AbstractRedisClient client;
    private final StatefulConnection<byte[], byte[]> connection;
    private final RedisClusterCommands<byte[], byte[]> sync;
    private final RedisClusterAsyncCommands<byte[], byte[]> async;

    public RedisAccess(RedisServers redis) {
        List<RedisURI> addresses = redis.servers().stream()
                .map(server -> RedisURI.create(server.host(), server.port()))
                .toList();
        if (redis instanceof TestRedisCluster) {
            RedisClusterClient cluster = RedisClusterClient.create(addresses);
            client = cluster;
            StatefulRedisClusterConnection<byte[], byte[]> connected =
                    orShutDown(() -> cluster.connect(ByteArrayCodec.INSTANCE));
            connection = connected;
            sync = connected.sync();
            async = connected.async();
        } else {
            RedisClient single = RedisClient.create(addresses.get(0));
            client = single;
            StatefulRedisConnection<byte[], byte[]> connected =
                    orShutDown(() -> single.connect(ByteArrayCodec.INSTANCE));
            connection = connected;
            sync = connected.sync();
            async = connected.async();
        }
    }

    /** A client that cannot connect would keep its threads. */
    private <T> T orShutDown(Supplier<T> connect) {
        try {
            return connect.get();
        } catch (RuntimeException e) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            throw e;
        }
    }

    public RedisClusterCommands<byte[], byte[]> sync() {
        return sync;
    }

    public RedisClusterAsyncCommands<byte[], byte[]> async() {
        return async;
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
