package io.lastword.test;

import io.lastword.embedded.BrokerProbe;
import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.Quorum;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;

/** Not started when it is made. */
class ContainerTestBroker implements TestBroker {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    static final Path DATA_INSIDE = Path.of("/tmp/kafka-logs");

    private final GenericContainer<?> container;
    private final StoppableContainer stoppable;

    ContainerTestBroker(GenericContainer<?> container, StoppableContainer stoppable) {
        this.container = container;
        this.stoppable = stoppable;
    }

    /** A broker that is one of a quorum. */
    static ContainerTestBroker oneOf(
            Quorum quorum, String image, SharedNetwork network, int port, Map<String, String> properties) {
        GenericContainer<?> container = new GenericContainer<>(image);
        BrokerSettings.in(DATA_INSIDE)
                .onPort(port)
                .partOf(quorum)
                .with(properties)
                .toProperties()
                .forEach((property, value) -> set(container, property.toString(), value.toString()));
        // What is published of a container is not its loopback interface.
        set(
                container,
                "listeners",
                "PLAINTEXT://0.0.0.0:%d,CONTROLLER://127.0.0.1:%d".formatted(port, quorum.controllerPort()));
        container.withEnv("CLUSTER_ID", quorum.clusterId()).withEnv("KAFKA_HEAP_OPTS", "-Xmx256m");
        return new ContainerTestBroker(container, new StoppableContainer(container, network, port));
    }

    @Override
    public String bootstrapServers() {
        return stoppable.host() + ":" + stoppable.port();
    }

    @Override
    public void stop() {
        stoppable.askToEnd("java");
        stoppable.stop();
    }

    @Override
    public void start() {
        stoppable.start();
        BrokerProbe.awaitAnswer(bootstrapServers(), READY_WITHIN);
    }

    @Override
    public String description() {
        return "container " + container.getDockerImageName();
    }

    @Override
    public void close() {
        container.close();
    }

    @Override
    public String toString() {
        return description() + " at " + bootstrapServers();
    }

    /** The image takes broker properties from the environment, in this spelling. */
    static void set(GenericContainer<?> container, String property, String value) {
        String variable = property.replace("_", "__").replace("-", "___").replace('.', '_');
        container.withEnv("KAFKA_" + variable.toUpperCase(Locale.ROOT), value);
    }
}
