package io.lastword.kit.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Brings the shared connection back to the master after a failover that did not cut it: one that stands at a replica, or at
 * a server that does not answer, is replaced as soon as a new connection to the same address leads to a master. Until
 * then it is left as it is. Does nothing for a Redis Cluster, whose nodes send clients on by themselves.
 */
public final class MasterWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MasterWatch.class);

    private final LettuceConnectionFactory connections;
    private final SharedConnection shared;
    private final Duration interval;
    private final AtomicLong fromReplicas = new AtomicLong();
    private final AtomicLong fromSilence = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread watching = new Thread(task, "redis-master-watch");
        watching.setDaemon(true);
        return watching;
    });

    /** @param interval between two looks */
    public MasterWatch(LettuceConnectionFactory connections, Duration interval) {
        this.connections = connections;
        this.shared = new SharedConnection(connections);
        this.interval = interval;
    }

    public void start() {
        if (!connections.isClusterAware()) {
            thread.scheduleWithFixedDelay(
                    this::lookQuietly, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** How often the connection was replaced because it stood at a replica. */
    public long fromReplicas() {
        return fromReplicas.get();
    }

    /** How often the connection was replaced because it was not answered on. */
    public long fromSilence() {
        return fromSilence.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void lookQuietly() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.debug("Redis cannot be asked for its role", e);
        }
    }

    private void look() {
        @Nullable ServerRole role = roleOfShared();
        if (role == ServerRole.REPLICA && roleAtTheAddress() == ServerRole.MASTER) {
            fromReplicas.incrementAndGet();
            LOG.warn("the connection to Redis stood at a replica; it is replaced by one to the master");
            connections.resetConnection();
        } else if (role == null && roleAtTheAddress() != ServerRole.REPLICA) {
            fromSilence.incrementAndGet();
            LOG.warn("Redis did not answer on its connection; it is replaced, since a new one is answered");
            connections.resetConnection();
        }
    }

    /** Null if it is not answered. */
    private @Nullable ServerRole roleOfShared() {
        try {
            return await(ServerRole.ask(shared.get()));
        } catch (RuntimeException e) {
            LOG.debug("Redis does not answer on the shared connection", e);
            return null;
        }
    }

    private ServerRole roleAtTheAddress() {
        RedisClient client = (RedisClient) connections.getRequiredNativeClient();
        try (StatefulRedisConnection<String, String> fresh = client.connect(StringCodec.UTF8)) {
            return await(ServerRole.ask(fresh.async()));
        }
    }

    private <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(connections.getTimeout(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the watch is closed", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no answer", e);
        }
    }
}
