package io.lastword.kit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReconnectDelayTest {

    @Test
    void shouldTryAgainWithinHalfASecondHoweverLongRedisWasAway() {
        DefaultClientResources.Builder builder = DefaultClientResources.builder();
        new RedisConfiguration().soonReconnected().customize(builder);
        ClientResources resources = builder.build();
        try {
            assertThat(LongStream.rangeClosed(1, 1_000).mapToObj(resources.reconnectDelay()::createDelay))
                    .allSatisfy(delay -> assertThat(delay)
                            .isPositive()
                            .isLessThanOrEqualTo(RedisConfiguration.LONGEST_RECONNECT_DELAY));
        } finally {
            resources.shutdown(0, 0, TimeUnit.SECONDS);
        }
    }
}
