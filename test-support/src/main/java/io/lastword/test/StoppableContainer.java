package io.lastword.test;

import com.github.dockerjava.api.DockerClient;
import io.lastword.embedded.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;

/** A container that can be stopped and started again with its data, on a host port that stays the same. */
final class StoppableContainer {

    private static final int STOP_SECONDS = 20;

    private final GenericContainer<?> container;
    private final String host;
    private final int port;
    private final List<String> bindings = new ArrayList<>();

    /** A container with a network of its own. */
    StoppableContainer(GenericContainer<?> container, int portInside) {
        this.container = container;
        host = container.getHost();
        port = FreePorts.choose();
        publish(port, portInside);
    }

    /** A container that listens on one of the network's ports. */
    StoppableContainer(GenericContainer<?> container, SharedNetwork network, int port) {
        this.container = container;
        this.port = port;
        host = SharedNetwork.HOST;
        network.admit(container);
    }

    /** Makes a port of a container with a network of its own a port of the host; before the start. */
    void publish(int hostPort, int portInside) {
        bindings.add(hostPort + ":" + portInside);
        container.setPortBindings(bindings);
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    void start() {
        if (container.getContainerId() == null) {
            container.start();
        } else if (!container.isRunning()) {
            docker().startContainerCmd(container.getContainerId()).exec();
        }
    }

    void stop() {
        if (container.isRunning()) {
            docker().stopContainerCmd(container.getContainerId())
                    .withTimeout(STOP_SECONDS)
                    .exec();
        }
    }

    /**
     * Tells a process inside to end and waits until the container has, for a container whose first process is a shell
     * that keeps Docker's signal to itself.
     */
    void askToEnd(String processName) {
        if (!container.isRunning()) {
            return;
        }
        String script = "for p in /proc/[0-9]*; do [ \"$(cat $p/comm)\" = %s ] && kill -TERM ${p##*/}; done"
                .formatted(processName);
        try {
            container.execInContainer("sh", "-c", script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while stopping " + container.getDockerImageName(), e);
        }
        Awaitility.await("end of " + container.getDockerImageName())
                .atMost(Duration.ofSeconds(STOP_SECONDS))
                .until(() -> !container.isRunning());
    }

    /** A file or directory inside as a tar archive, whether the container runs or not. */
    byte[] archive(String path) {
        try (InputStream archive = docker().copyArchiveFromContainerCmd(container.getContainerId(), path)
                .exec()) {
            return archive.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets the data: the next start makes a new container. */
    void discard() {
        container.stop();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
