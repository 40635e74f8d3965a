package io.lastword.kit.redis;

import io.lettuce.core.ClientOptions;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Spring Boot's settings of Redis do not say. */
@Configuration(proxyBeanMethods = false)
public class RedisConfiguration {

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
}
