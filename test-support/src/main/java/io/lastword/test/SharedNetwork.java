package io.lastword.test;

import java.util.List;
import org.testcontainers.containers.GenericContainer;

/**
 * The network interfaces that the containers of a cluster share. In it as outside of it, each server is at 127.0.0.1 and
 * the same port, so that one address serves the other servers and the clients.
 */
final class SharedNetwork implements AutoCloseable {

    static final String HOST = "127.0.0.1";

    private final GenericContainer<?> owner;

    /**
     * @param image any that has a shell
     * @param ports of the servers that will be in the network
     */
    SharedNetwork(String image, List<Integer> ports) {
        owner = new GenericContainer<>(image).withCommand("tail", "-f", "/dev/null");
        owner.setPortBindings(ports.stream().map(port -> port + ":" + port).toList());
        owner.start();
    }

    /** Has a container that is not started yet live in this network. */
    void admit(GenericContainer<?> container) {
        container.withNetworkMode("container:" + owner.getContainerId());
    }

    /** Takes the network from whatever still runs in it. */
    @Override
    public void close() {
        owner.close();
    }
}
