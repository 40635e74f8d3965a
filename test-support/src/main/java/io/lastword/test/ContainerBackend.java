package io.lastword.test;

import io.lastword.embedded.FreePorts;
import io.lastword.embedded.Quorum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.DockerClientFactory;

/** Servers in containers, the broker of the same version as the Kafka client on the class path. */
final class ContainerBackend implements Backend {

    private static final String BROKER_IMAGE = "apache/kafka:" + AppInfoParser.getVersion();
    private static final String REDIS_IMAGE = "redis:8.2-alpine";

    static boolean isAvailable() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    public SingleTestBroker newBroker(Map<String, String> properties, int forwarderPort) {
        SingleTestBroker broker = ContainerSingleBroker.of(BROKER_IMAGE, properties, forwarderPort);
        broker.start();
        return broker;
    }

    @Override
    public TestRedis newRedis(boolean persistent) {
        return ContainerTestRedis.alone(REDIS_IMAGE, persistent);
    }

    @Override
    public TestBrokerCluster newBrokerCluster() {
        List<Quorum> quorum = Quorum.of(CLUSTER_SIZE);
        Map<Quorum, Integer> ports = new LinkedHashMap<>();
        quorum.forEach(node -> ports.put(node, FreePorts.choose()));
        SharedNetwork network = new SharedNetwork(BROKER_IMAGE, List.copyOf(ports.values()));
        List<TestBroker> nodes = new ArrayList<>();
        ports.forEach((node, port) ->
                nodes.add(ContainerTestBroker.oneOf(node, BROKER_IMAGE, network, port, BrokerCluster.NODE_SETTINGS)));
        return new BrokerCluster(nodes, network);
    }

    @Override
    public TestRedisCluster newRedisCluster(boolean persistent) {
        List<Integer> ports = Stream.generate(() -> FreePorts.chooseWith(RedisCluster.BUS_DISTANCE))
                .limit(CLUSTER_SIZE)
                .toList();
        SharedNetwork network = new SharedNetwork(REDIS_IMAGE, ports);
        List<TestRedis> masters = ports.stream()
                .<TestRedis>map(port -> ContainerTestRedis.master(REDIS_IMAGE, network, port, persistent))
                .toList();
        return new RedisCluster(masters, network);
    }

    @Override
    public String description() {
        return "containers (%s, %s)".formatted(BROKER_IMAGE, REDIS_IMAGE);
    }
}
