package io.lastword.test;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

final class ContainerTestRedis implements TestRedis {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int PORT_INSIDE = 6379;
    private static final String DUMP = "/data/dump.rdb";

    private final GenericContainer<?> container;
    private final StoppableContainer stoppable;

    private ContainerTestRedis(GenericContainer<?> container, StoppableContainer stoppable) {
        this.container = container;
        this.stoppable = stoppable;
        start();
    }

    static ContainerTestRedis alone(String image, boolean persistent) {
        GenericContainer<?> container = container(image, PORT_INSIDE, persistent, List.of());
        container.withExposedPorts(PORT_INSIDE);
        return new ContainerTestRedis(container, new StoppableContainer(container, PORT_INSIDE));
    }

    /** One master of a cluster that is yet to be formed. */
    static ContainerTestRedis master(String image, SharedNetwork network, int port, boolean persistent) {
        GenericContainer<?> container = container(image, port, persistent, RedisCluster.NODE_SETTINGS);
        return new ContainerTestRedis(container, new StoppableContainer(container, network, port));
    }

    private static GenericContainer<?> container(
            String image, int port, boolean persistent, List<List<String>> settings) {
        // Redis saves when it is told to end only if it saves at all.
        List<String> command = new ArrayList<>(List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--maxmemory-policy",
                "noeviction",
                "--save",
                persistent ? "60 1" : ""));
        for (List<String> setting : settings) {
            command.add("--" + setting.get(0));
            command.add(setting.get(1));
        }
        return new GenericContainer<>(image).withCommand(command.toArray(String[]::new));
    }

    @Override
    public String host() {
        return stoppable.host();
    }

    @Override
    public int port() {
        return stoppable.port();
    }

    @Override
    public void stop() {
        stoppable.stop();
    }

    @Override
    public void start() {
        stoppable.start();
        Awaitility.await("Redis at " + host() + ":" + port())
                .atMost(READY_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .ignoreExceptions()
                .until(() -> cli("PING").equals("PONG"));
    }

    @Override
    public void startEmpty() {
        stoppable.discard();
        start();
    }

    @Override
    public byte[] copy() {
        cli("SAVE");
        return container.copyFileFromContainer(DUMP, InputStream::readAllBytes);
    }

    @Override
    public void startFrom(byte[] copy) {
        container.copyFileToContainer(Transferable.of(copy), DUMP);
        start();
    }

    @Override
    public String cli(String... words) {
        return RedisCli.run(host(), port(), words);
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
        return description() + " at " + host() + ":" + port();
    }
}
