package io.lastword.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EmbeddedBroker} is started with.
 *
 * @param directory data and metadata of the broker; created if missing, used again if it holds a broker's data
 * @param port of the client listener, 0 to have a free one chosen
 * @param quorum that the broker is a part of
 * @param forwarded second listener, null for none
 * @param properties broker properties that add to or replace {@link #SINGLE_NODE} and all that follows from the others
 */
public record BrokerSettings(
        Path directory,
        int port,
        Quorum quorum,
        @Nullable ForwardedListener forwarded,
        Map<String, String> properties) {

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

    static final String CONTROLLER_LISTENER = "CONTROLLER";

    public BrokerSettings {
        directory = directory.toAbsolutePath().normalize();
        properties = Map.copyOf(properties);
    }

    /** A broker that is alone, with its data in this directory, on a free port. */
    public static BrokerSettings in(Path directory) {
        return new BrokerSettings(directory, 0, Quorum.of(1).get(0), null, Map.of());
    }

    public BrokerSettings onPort(int newPort) {
        return new BrokerSettings(directory, newPort, quorum, forwarded, properties);
    }

    public BrokerSettings partOf(Quorum newQuorum) {
        return new BrokerSettings(directory, port, newQuorum, forwarded, properties);
    }

    public BrokerSettings withListener(ForwardedListener newForwarded) {
        return new BrokerSettings(directory, port, quorum, newForwarded, properties);
    }

    public BrokerSettings with(String property, String value) {
        return with(Map.of(property, value));
    }

    /** Adds to the properties. */
    public BrokerSettings with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(more);
        return new BrokerSettings(directory, port, quorum, forwarded, all);
    }

    /** All properties of the broker, whose port must be chosen. */
    public Properties toProperties() {
        Properties all = new Properties();
        all.putAll(SINGLE_NODE);
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(quorum.nodeId()));
        all.put("log.dirs", directory.toString());
        String listeners =
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, quorum.controllerPort());
        String advertised = "PLAINTEXT://127.0.0.1:" + port;
        if (forwarded != null) {
            listeners += ",FORWARDED://127.0.0.1:" + forwarded.port();
            advertised += ",FORWARDED://127.0.0.1:" + forwarded.forwarderPort();
        }
        all.put("listeners", listeners);
        all.put("advertised.listeners", advertised);
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,FORWARDED:PLAINTEXT");
        all.put("inter.broker.listener.name", "PLAINTEXT");
        all.put("controller.listener.names", CONTROLLER_LISTENER);
        all.put("controller.quorum.voters", quorum.voters());
        all.putAll(properties);
        requireLoopback(all.getProperty("listeners"));
        return all;
    }

    private static void requireLoopback(String listeners) {
        for (String listener : listeners.split(",", -1)) {
            if (!listener.contains("://127.") && !listener.contains("://localhost:")) {
                throw new IllegalArgumentException(
                        "the embedded broker listens on the loopback address only, not on " + listener);
            }
        }
    }
}
