package io.lastword.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What an {@link EmbeddedBroker} is started with.
 *
 * @param directory data and metadata of the broker; created if missing, used again if it holds a broker's data
 * @param port of the client listener, 0 to have a free one chosen
 * @param forwarderPort where a forwarder listens that clients of a second listener are told to come through, 0 for none
 * @param properties broker properties that add to or replace {@link #SINGLE_NODE}
 */
public record BrokerSettings(Path directory, int port, int forwarderPort, Map<String, String> properties) {

    /** What makes Kafka's defaults fit a broker that is alone, small and never guesses topics. */
    public static final Map<String, String> SINGLE_NODE = Map.ofEntries(
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("num.partitions", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024)));

    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    public BrokerSettings {
        directory = directory.toAbsolutePath().normalize();
        properties = Map.copyOf(properties);
    }

    /** A broker with its data in this directory, on a free port. */
    public static BrokerSettings in(Path directory) {
        return new BrokerSettings(directory, 0, 0, Map.of());
    }

    public BrokerSettings onPort(int newPort) {
        return new BrokerSettings(directory, newPort, forwarderPort, properties);
    }

    public BrokerSettings behindForwarder(int newForwarderPort) {
        return new BrokerSettings(directory, port, newForwarderPort, properties);
    }

    public BrokerSettings with(String property, String value) {
        Map<String, String> more = new HashMap<>(properties);
        more.put(property, value);
        return new BrokerSettings(directory, port, forwarderPort, more);
    }

    /** @param forwardedPort of the second listener, which there is only with a forwarder */
    Properties toProperties(int clientPort, int controllerPort, int forwardedPort) {
        Properties all = new Properties();
        all.putAll(SINGLE_NODE);
        all.putAll(properties);
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(NODE_ID));
        all.put("log.dirs", directory.toString());
        String listeners = "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(clientPort, controllerPort);
        String advertised = "PLAINTEXT://127.0.0.1:" + clientPort;
        if (forwarderPort != 0) {
            listeners += ",FORWARDED://127.0.0.1:" + forwardedPort;
            advertised += ",FORWARDED://127.0.0.1:" + forwarderPort;
        }
        all.put("listeners", listeners);
        all.put("advertised.listeners", advertised);
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,FORWARDED:PLAINTEXT");
        all.put("inter.broker.listener.name", "PLAINTEXT");
        all.put("controller.listener.names", CONTROLLER_LISTENER);
        all.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        return all;
    }
}
