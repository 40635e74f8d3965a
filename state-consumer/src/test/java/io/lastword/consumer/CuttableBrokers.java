package io.lastword.consumer;

import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.EmbeddedBroker;
import io.lastword.embedded.FreePorts;
import io.lastword.embedded.Quorum;
import io.lastword.test.Forwarder;
import io.lastword.test.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two brokers in this JVM, the second of which can be cut off from the first together with its clients. The first one is
 * the controller. Whatever crosses the cut goes through forwarders: what the second broker asks and tells the controller,
 * what the first one fetches from it, and what its clients ask the first one.
 */
final class CuttableBrokers implements TestBroker {

    static final int CUTTABLE = 2;

    private static final Map<String, String> SETTINGS = Map.of(
            "default.replication.factor", "2",
            "min.insync.replicas", "1",
            "replica.lag.time.max.ms", "2000",
            "broker.session.timeout.ms", "3000",
            "broker.heartbeat.interval.ms", "500",
            "controlled.shutdown.enable", "false");

    private final List<EmbeddedBroker> brokers = new ArrayList<>();
    private final List<Forwarder> crossings = new ArrayList<>();
    private final Map<Forwarder, InetSocketAddress> clientCrossings = new HashMap<>();
    private final int clientPort = FreePorts.choose();

    CuttableBrokers() {
        List<Quorum> nodes = Quorum.of(CUTTABLE);
        int controllerPort = nodes.get(0).controllerPort();
        int controllerAcross = crossing(controllerPort);
        for (Quorum node : nodes) {
            boolean cuttable = node.nodeId() == CUTTABLE;
            int port = FreePorts.choose();
            int forClients = cuttable ? clientPort : FreePorts.choose();
            String listeners = "PLAINTEXT://127.0.0.1:%d,FORWARDED://127.0.0.1:%d".formatted(port, forClients);
            String advertised = "PLAINTEXT://127.0.0.1:%d,FORWARDED://127.0.0.1:%d"
                    .formatted(cuttable ? crossing(port) : port, cuttable ? forClients : clientCrossing(forClients));
            BrokerSettings settings = BrokerSettings.in(directory())
                    .onPort(port)
                    .partOf(node)
                    .with(SETTINGS)
                    .with("advertised.listeners", advertised)
                    .with("controller.quorum.voters", "1@127.0.0.1:" + (cuttable ? controllerAcross : controllerPort));
            brokers.add(new EmbeddedBroker(
                    cuttable
                            ? settings.with("listeners", listeners).with("process.roles", "broker")
                            // Whoever follows the controller goes where it says that it is.
                            : settings.with("listeners", listeners + ",CONTROLLER://127.0.0.1:" + controllerPort)
                                    .with(
                                            "advertised.listeners",
                                            advertised + ",CONTROLLER://127.0.0.1:" + controllerAcross)));
        }
        start();
    }

    /** Where the clients go that are cut off together with the last broker. */
    String bootstrapServersOfTheCut() {
        return "127.0.0.1:" + clientPort;
    }

    /** Clients find nobody at the others' addresses; between brokers nothing comes through. */
    void cut() {
        crossings.forEach(Forwarder::freeze);
        clientCrossings.keySet().forEach(Forwarder::close);
    }

    void heal() {
        crossings.forEach(Forwarder::thaw);
        clientCrossings.forEach(Forwarder::start);
    }

    /** That on the side of the controller. */
    @Override
    public String bootstrapServers() {
        return brokers.get(0).bootstrapServers();
    }

    @Override
    public void stop() {
        brokers.forEach(EmbeddedBroker::stop);
    }

    @Override
    public void start() {
        brokers.forEach(EmbeddedBroker::start);
    }

    @Override
    public String description() {
        return "two brokers, one of which can be cut off";
    }

    @Override
    public void close() {
        crossings.forEach(Forwarder::thaw);
        for (int last = brokers.size() - 1; last >= 0; last--) {
            brokers.get(last).close();
        }
        crossings.forEach(Forwarder::close);
        clientCrossings.keySet().forEach(Forwarder::close);
    }

    private int clientCrossing(int to) {
        Forwarder forwarder = new Forwarder();
        InetSocketAddress target = new InetSocketAddress("127.0.0.1", to);
        clientCrossings.put(forwarder.start(target), target);
        return forwarder.port();
    }

    /** The port of a forwarder to this one. */
    private int crossing(int to) {
        Forwarder forwarder = new Forwarder();
        crossings.add(forwarder.start(new InetSocketAddress("127.0.0.1", to)));
        return forwarder.port();
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("cuttable-broker");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
