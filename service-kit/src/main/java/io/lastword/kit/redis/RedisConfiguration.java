package io.lastword.kit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Spring Boot's settings of Redis do not say. */
@Configuration(proxyBeanMethods = false)
public class RedisConfiguration {

    static final Duration LONGEST_RECONNECT_DELAY = Duration.ofMillis(500);

    /** A cluster or a sentinel wins over the URL of a single server, which has a default and would take its credentials. */
    @Bean
    static BeanPostProcessor urlOfASingleServerOnly() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof DataRedisProperties redis
                        && (redis.getCluster() != null || redis.getSentinel() != null)) {
                    redis.setUrl(null);
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
}
