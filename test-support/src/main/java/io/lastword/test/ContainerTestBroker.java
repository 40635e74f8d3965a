package io.lastword.test;

import io.lastword.embedded.BrokerProbe;
import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.FreePorts;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.kafka.KafkaContainer;

final class ContainerTestBroker implements TestBroker {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final int PORT_INSIDE = 9092;
    private static final String DATA = "/tmp/kafka-logs";
    private static final int FORWARDED_PORT_INSIDE = 19_092;

    private final RestorableContainer container;
    private final StoppableContainer stoppable;
    private final int forwardedPort = FreePorts.choose();

    ContainerTestBroker(String image, Map<String, String> properties, int forwarderPort) {
        container = new RestorableContainer(image);
        BrokerSettings.SINGLE_NODE.forEach(this::set);
        set("log.dirs", DATA);
        properties.forEach(this::set);
        stoppable = new StoppableContainer(container, PORT_INSIDE);
        if (forwarderPort != 0) {
            container.withListener("0.0.0.0:" + FORWARDED_PORT_INSIDE, () -> "127.0.0.1:" + forwarderPort);
            stoppable.publish(forwardedPort, FORWARDED_PORT_INSIDE);
        }
        start();
    }

    @Override
    public String bootstrapServers() {
        return stoppable.host() + ":" + stoppable.port();
    }

    @Override
    public InetSocketAddress behindForwarder() {
        return new InetSocketAddress(stoppable.host(), forwardedPort);
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
    public byte[] copy() {
        return stoppable.archive(DATA);
    }

    @Override
    public void startFrom(byte[] copy) {
        stoppable.discard();
        container.restored = copy;
        start();
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

    /** A container whose data are there before its first start. */
    private static final class RestorableContainer extends KafkaContainer {

        private byte @Nullable [] restored;

        RestorableContainer(String image) {
            super(image);
        }

        @Override
        protected void containerIsCreated(String containerId) {
            super.containerIsCreated(containerId);
            if (restored != null) {
                dockerClient
                        .copyArchiveToContainerCmd(containerId)
                        .withTarInputStream(new ByteArrayInputStream(restored))
                        .withRemotePath("/tmp")
                        .exec();
            }
        }
    }

    /** The image takes broker properties from the environment, in this spelling. */
    private void set(String property, String value) {
        String variable = property.replace("_", "__").replace("-", "___").replace('.', '_');
        container.withEnv("KAFKA_" + variable.toUpperCase(Locale.ROOT), value);
    }
}
