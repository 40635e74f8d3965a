package io.lastword.test;

import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.FreePorts;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.kafka.KafkaContainer;

/** Not started when it is made. */
final class ContainerSingleBroker extends ContainerTestBroker implements SingleTestBroker {

    private static final int PORT_INSIDE = 9092;
    private static final int FORWARDED_PORT_INSIDE = 19_092;

    private final RestorableContainer container;
    private final StoppableContainer stoppable;
    private final int forwardedPort = FreePorts.choose();

    /** @param forwarderPort where a {@link Forwarder} will listen, 0 for none */
    static ContainerSingleBroker of(String image, Map<String, String> properties, int forwarderPort) {
        RestorableContainer container = new RestorableContainer(image);
        BrokerSettings.SINGLE_NODE.forEach((property, value) -> set(container, property, value));
        set(container, "log.dirs", DATA_INSIDE.toString());
        properties.forEach((property, value) -> set(container, property, value));
        return new ContainerSingleBroker(container, new StoppableContainer(container, PORT_INSIDE), forwarderPort);
    }

    private ContainerSingleBroker(RestorableContainer container, StoppableContainer stoppable, int forwarderPort) {
        super(container, stoppable);
        this.container = container;
        this.stoppable = stoppable;
        if (forwarderPort != 0) {
            container.withListener("0.0.0.0:" + FORWARDED_PORT_INSIDE, () -> "127.0.0.1:" + forwarderPort);
            stoppable.publish(forwardedPort, FORWARDED_PORT_INSIDE);
        }
    }

    @Override
    public InetSocketAddress behindForwarder() {
        return new InetSocketAddress(stoppable.host(), forwardedPort);
    }

    @Override
    public byte[] copy() {
        return stoppable.archive(DATA_INSIDE.toString());
    }

    @Override
    public void startFrom(byte[] copy) {
        stoppable.discard();
        container.restored = copy;
        start();
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
}
