package io.lastword.test;

import java.util.Map;
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
    public TestBroker newBroker(Map<String, String> properties, int forwarderPort) {
        return new ContainerTestBroker(BROKER_IMAGE, properties, forwarderPort);
    }

    @Override
    public TestRedis newRedis(boolean persistent) {
        return new ContainerTestRedis(REDIS_IMAGE, persistent);
    }

    @Override
    public String description() {
        return "containers (%s, %s)".formatted(BROKER_IMAGE, REDIS_IMAGE);
    }
}
