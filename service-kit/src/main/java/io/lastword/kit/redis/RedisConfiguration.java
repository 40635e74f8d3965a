package io.lastword.kit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What Spring Boot's settings of Redis do not say. */
@Configuration(proxyBeanMethods = false)
public class RedisConfiguration {

    static final Duration LONGEST_RECONNECT_DELAY = Duration.ofMillis(500);

    /**
     * A cluster or a sentinel wins over the URL of a single server, which has a default and would take its credentials. No
     * connection is pooled: all commands share one, and a pool would hand out again the one that {@link MasterWatch} has
     * given up.
     */
    @Bean
    static BeanPostProcessor oneConnectionToOneKindOfServer() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof DataRedisProperties redis) {
                    if (redis.getCluster() != null || redis.getSentinel() != null) {
                        redis.setUrl(null);
                    }
                    redis.getLettuce().getPool().setEnabled(false);
                }
                return bean;
            }
        };
    }

    /** A command to a server that is not there fails at once instead of being sent later, when it is out of date. */
    @Bean
    LettuceClientOptionsBuilderCustomizer failFastWhileDisconnected() {
        return options -> options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
    }

    /** Lettuce's own delay doubles up to 30 s, so that an outage would last twice as long for readers as for Redis. */
    @Bean
    ClientResourcesBuilderCustomizer soonReconnected() {
        return resources -> resources.reconnectDelay(
                Delay.exponential(Duration.ofMillis(1), LONGEST_RECONNECT_DELAY, 2, TimeUnit.MILLISECONDS));
    }

    /** Often enough that a failover is over within a second of the address leading to the new master. */
    @Bean(initMethod = "start", destroyMethod = "close")
    MasterWatch masterWatch(LettuceConnectionFactory connections) {
        return new MasterWatch(connections, Duration.ofSeconds(1));
    }

    @Bean
    MeterBinder masterWatchMeters(MasterWatch watch) {
        return registry -> {
            replaced(watch, MasterWatch::fromReplicas, "replica").register(registry);
            replaced(watch, MasterWatch::fromSilence, "silence").register(registry);
        };
    }

    /** Takes the place of Spring Boot's, which is down where a managed Redis refuses {@code INFO}. */
    @Bean
    RedisHealth redisHealthIndicator(LettuceConnectionFactory connections) {
        return new RedisHealth(connections);
    }

    private static FunctionCounter.Builder<MasterWatch> replaced(
            MasterWatch watch, ToDoubleFunction<MasterWatch> count, String reason) {
        return FunctionCounter.builder("lastword.store.reconnects", watch, count)
                .description(
                        "connections to Redis that were replaced, since they stood at a replica or were not answered")
                .tag("reason", reason);
    }
}
