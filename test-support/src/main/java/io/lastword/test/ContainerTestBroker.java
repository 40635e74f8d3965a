package io.lastword.test;

import io.lastword.embedded.BrokerProbe;
import io.lastword.embedded.BrokerSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.testcontainers.kafka.KafkaContainer;

final class ContainerTestBroker implements TestBroker {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final int PORT_INSIDE = 9092;

    private final KafkaContainer container;
    private final StoppableContainer stoppable;

    ContainerTestBroker(String image, Map<String, String> properties) {
        container = new KafkaContainer(image);
        BrokerSettings.SINGLE_NODE.forEach(this::set);
        properties.forEach(this::set);
        stoppable = new StoppableContainer(container, PORT_INSIDE);
        start();
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
    private void set(String property, String value) {
        String variable = property.replace("_", "__").replace("-", "___").replace('.', '_');
        container.withEnv("KAFKA_" + variable.toUpperCase(Locale.ROOT), value);
    }
}
