package io.lastword.test;

import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.EmbeddedBroker;
import io.lastword.embedded.EmbeddedRedis;
import io.lastword.embedded.RedisSettings;
import java.util.Map;

/** Servers in this JVM and as its children, with their data in temporary directories. */
final class EmbeddedBackend implements Backend {

    @Override
    public TestBroker newBroker(Map<String, String> properties, int forwarderPort) {
        TemporaryDirectory directory = new TemporaryDirectory("test-broker");
        BrokerSettings settings = new BrokerSettings(directory.path(), 0, forwarderPort, properties);
        return new EmbeddedTestBroker(new EmbeddedBroker(settings), directory);
    }

    @Override
    public TestRedis newRedis(boolean persistent) {
        TemporaryDirectory directory = new TemporaryDirectory("test-redis");
        EmbeddedRedis redis =
                new EmbeddedRedis(RedisSettings.in(directory.path()).persistent(persistent));
        return new EmbeddedTestRedis(redis, directory);
    }

    @Override
    public String description() {
        return "embedded (%s, %s)".formatted(EmbeddedBroker.availableVersion(), EmbeddedRedis.availableVersion());
    }
}
