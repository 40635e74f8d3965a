package io.lastword.test;

import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.EmbeddedBroker;
import io.lastword.embedded.EmbeddedRedis;
import io.lastword.embedded.ForwardedListener;
import io.lastword.embedded.FreePorts;
import io.lastword.embedded.Quorum;
import io.lastword.embedded.RedisSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Servers in this JVM and as its children, with their data in temporary directories. */
final class EmbeddedBackend implements Backend {

    private static final AutoCloseable LOOPBACK = () -> {};

    @Override
    public SingleTestBroker newBroker(Map<String, String> properties, int forwarderPort) {
        TemporaryDirectory directory = new TemporaryDirectory("test-broker");
        BrokerSettings settings = BrokerSettings.in(directory.path()).with(properties);
        SingleTestBroker broker = broker(
                forwarderPort == 0 ? settings : settings.withListener(ForwardedListener.behind(forwarderPort)),
                directory);
        broker.start();
        return broker;
    }

    @Override
    public TestRedis newRedis(boolean persistent) {
        TemporaryDirectory directory = new TemporaryDirectory("test-redis");
        return redis(RedisSettings.in(directory.path()).persistent(persistent), directory);
    }

    @Override
    public TestBrokerCluster newBrokerCluster() {
        List<TestBroker> nodes = new ArrayList<>();
        for (Quorum node : Quorum.of(CLUSTER_SIZE)) {
            TemporaryDirectory directory = new TemporaryDirectory("test-broker-" + node.nodeId());
            nodes.add(broker(
                    BrokerSettings.in(directory.path()).partOf(node).with(BrokerCluster.NODE_SETTINGS), directory));
        }
        return new BrokerCluster(nodes, LOOPBACK);
    }

    @Override
    public TestRedisCluster newRedisCluster(boolean persistent) {
        List<TestRedis> masters = new ArrayList<>();
        for (int i = 0; i < CLUSTER_SIZE; i++) {
            TemporaryDirectory directory = new TemporaryDirectory("test-redis-" + i);
            RedisSettings settings = RedisSettings.in(directory.path())
                    .onPort(FreePorts.chooseWith(RedisCluster.BUS_DISTANCE))
                    .persistent(persistent);
            for (List<String> setting : RedisCluster.NODE_SETTINGS) {
                settings = settings.with(String.join(" ", setting));
            }
            masters.add(redis(settings, directory));
        }
        return new RedisCluster(masters, LOOPBACK);
    }

    @Override
    public String description() {
        return "embedded (%s, %s)".formatted(EmbeddedBroker.availableVersion(), EmbeddedRedis.availableVersion());
    }

    private static SingleTestBroker broker(BrokerSettings settings, TemporaryDirectory directory) {
        return new EmbeddedTestBroker(new EmbeddedBroker(settings), directory);
    }

    private static TestRedis redis(RedisSettings settings, TemporaryDirectory directory) {
        return new EmbeddedTestRedis(new EmbeddedRedis(settings), directory);
    }
}
