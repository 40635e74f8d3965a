package io.lastword.query.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.kit.redis.RedisConfiguration;
import io.lettuce.core.cluster.ClusterClientOptions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Which Redis the settings of the service and of its environment lead to. */
class RedisConfigurationTest {

    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withPropertyValues("spring.config.name=state-query-api")
            .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
            .withUserConfiguration(RedisConfiguration.class);

    @Test
    void shouldUseOneServerByDefault() {
        service.run(context -> {
            LettuceConnectionFactory redis = context.getBean(LettuceConnectionFactory.class);

            assertThat(redis.isClusterAware()).isFalse();
            assertThat(redis.getStandaloneConfiguration().getHostName()).isEqualTo("localhost");
            assertThat(redis.getStandaloneConfiguration().getPort()).isEqualTo(6379);
        });
    }

    @Test
    void shouldUseTheUrlOfOneServer() {
        service.withPropertyValues("LASTWORD_REDIS=redis://user:secret@store:7000")
                .run(context -> {
                    LettuceConnectionFactory redis = context.getBean(LettuceConnectionFactory.class);

                    assertThat(redis.getStandaloneConfiguration().getHostName()).isEqualTo("store");
                    assertThat(redis.getPassword()).isEqualTo("secret");
                });
    }

    @Test
    void shouldUseTheNodesAndThePasswordOfAClusterAndNotTheUrl() {
        service.withPropertyValues(
                        "spring.data.redis.cluster.nodes=a:7001,b:7002", "spring.data.redis.password=of-the-cluster")
                .run(context -> {
                    LettuceConnectionFactory redis = context.getBean(LettuceConnectionFactory.class);

                    assertThat(redis.getClusterConfiguration().getClusterNodes())
                            .extracting(node -> node.getHost() + ":" + node.getPort())
                            .containsExactlyInAnyOrder("a:7001", "b:7002");
                    assertThat(redis.getPassword()).isEqualTo("of-the-cluster");
                });
    }

    @Test
    void shouldFollowTheTopologyOfACluster() {
        service.withPropertyValues("spring.data.redis.cluster.nodes=a:7001").run(context -> {
            ClusterClientOptions options = (ClusterClientOptions) context.getBean(LettuceConnectionFactory.class)
                    .getClientConfiguration()
                    .getClientOptions()
                    .orElseThrow();

            assertThat(options.isRefreshClusterView()).isTrue();
            assertThat(options.getTopologyRefreshOptions().getAdaptiveRefreshTriggers())
                    .isNotEmpty();
        });
    }
}
