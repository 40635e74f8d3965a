package io.lastword.embedded;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in this JVM, alone or one of a quorum: Kafka's own server in KRaft mode, listening on 127.0.0.1 only. It
 * can be stopped and started again, on the same port and with the same data; the data outlives it. Thread-safe.
 *
 * <p>While it runs, its threads keep the JVM from ending by itself; nothing but {@link #close()} stops it in good order.
 * Kafka halts the JVM on faults that it cannot live with, such as a data directory that vanishes under it.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final BrokerSettings settings;
    private @Nullable KafkaRaftServer server;
    private @Nullable DirectoryClaim claim;

    /** Chooses the port if the settings leave it open; nothing runs before {@link #start()}. */
    public EmbeddedBroker(BrokerSettings settings) {
        this.settings = settings.port() == 0 ? settings.onPort(FreePorts.choose()) : settings;
    }

    /**
     * Returns when the broker answers requests, which takes most of its quorum; does nothing if it runs already.
     *
     * @throws EmbeddedServerException if the port or the directory is in use or the broker does not come up
     */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        FreePorts.requireFree(settings.port(), "Kafka");
        DirectoryClaim claimed = DirectoryClaim.on(settings.directory());
        try {
            server = launch();
            claim = claimed;
        } finally {
            if (claim == null) {
                claimed.close();
            }
        }
    }

    /** Stops in good order and keeps the data; does nothing if the broker is not running. */
    public synchronized void stop() {
        if (server != null) {
            shutDown(server);
            server = null;
        }
        if (claim != null) {
            claim.close();
            claim = null;
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + settings.port();
    }

    /** Where the broker listens for the forwarder that its settings name. */
    public int forwardedPort() {
        return requireNonNull(settings.forwarded(), "the settings name no forwarder")
                .port();
    }

    /** The version of the broker, such as {@code Kafka 4.2.1}. */
    public static String availableVersion() {
        return "Kafka " + AppInfoParser.getVersion();
    }

    @Override
    public void close() {
        stop();
    }

    private KafkaRaftServer launch() {
        BrokerStorage.formatIfNew(settings.directory(), settings.quorum());
        KafkaRaftServer starting = null;
        try {
            KafkaConfig config = KafkaConfig.fromProps(settings.toProperties(), false);
            starting = new KafkaRaftServer(config, Time.SYSTEM);
            starting.startup();
            BrokerProbe.awaitAnswer(bootstrapServers(), READY_WITHIN);
            return starting;
        } catch (Exception e) {
            if (starting != null) {
                shutDown(starting);
            }
            throw new EmbeddedServerException(
                    "Kafka on port %d with its data in %s did not start: %s"
                            .formatted(settings.port(), settings.directory(), e.getMessage()),
                    e);
        }
    }

    private static void shutDown(KafkaRaftServer server) {
        server.shutdown();
        server.awaitShutdown();
    }
}
