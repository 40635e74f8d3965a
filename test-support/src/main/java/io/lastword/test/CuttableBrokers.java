package io.lastword.test;

import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.EmbeddedBroker;
import io.lastword.embedded.FreePorts;
import io.lastword.embedded.Quorum;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Three brokers in this JVM, the last of which can be cut off from the others together with its clients. The first one is
 * the controller. Each side has listeners of its own, and whatever crosses from one side to the other goes through a
 * forwarder.
 */
public final class CuttableBrokers implements TestBroker {

    /** The broker that is cut off. */
    public static final int CUTTABLE = 3;

    private static final int CONTROLLER = 1;
    private static final Executor THREADS = task -> new Thread(task, "cuttable-broker").start();

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("default.replication.factor", "3"),
            Map.entry("min.insync.replicas", "2"),
            Map.entry("offsets.topic.replication.factor", "3"),
            Map.entry("transaction.state.log.replication.factor", "3"),
            Map.entry("replica.lag.time.max.ms", "2000"),
            Map.entry("broker.session.timeout.ms", "3000"),
            Map.entry("broker.heartbeat.interval.ms", "500"),
            Map.entry("controlled.shutdown.enable", "false"),
            Map.entry(
                    "listener.security.protocol.map",
                    "PLAINTEXT:PLAINTEXT,FORWARDED:PLAINTEXT,CONTROLLER:PLAINTEXT,ACROSS:PLAINTEXT"));

    private final List<EmbeddedBroker> brokers = new ArrayList<>();
    private final List<TemporaryDirectory> directories = new ArrayList<>();
    private final Map<Forwarder, InetSocketAddress> crossings = new HashMap<>();
    private final Forwarder toController = new Forwarder();
    private final int portOfTheCut = FreePorts.choose();

    /** @param more broker properties that add to or replace the usual ones */
    public CuttableBrokers(Map<String, String> more) {
        List<Quorum> quorum = Quorum.of(CUTTABLE);
        int controllerPort = quorum.get(0).controllerPort();
        int controllerAcross = FreePorts.choose();
        toController.start(local(controllerAcross));
        for (Quorum node : quorum) {
            boolean cuttable = node.nodeId() == CUTTABLE;
            TemporaryDirectory directory = new TemporaryDirectory("cuttable-broker-" + node.nodeId());
            directories.add(directory);
            int port = FreePorts.choose();
            int portAcross = cuttable ? portOfTheCut : FreePorts.choose();
            String listeners = listener("PLAINTEXT", port) + "," + listener("FORWARDED", portAcross);
            String advertised = listener("PLAINTEXT", cuttable ? crossingTo(port) : port) + ","
                    + listener("FORWARDED", cuttable ? portAcross : crossingTo(portAcross));
            String controllers = "CONTROLLER";
            if (node.nodeId() == CONTROLLER) {
                controllers = "CONTROLLER,ACROSS";
                listeners += "," + listener("CONTROLLER", controllerPort) + "," + listener("ACROSS", controllerAcross);
                advertised +=
                        "," + listener("CONTROLLER", controllerPort) + "," + listener("ACROSS", toController.port());
            } else if (cuttable) {
                controllers = "ACROSS";
            }
            brokers.add(new EmbeddedBroker(BrokerSettings.in(directory.path())
                    .onPort(port)
                    .partOf(node)
                    .with(SETTINGS)
                    .with(more)
                    .with("process.roles", node.nodeId() == CONTROLLER ? "broker,controller" : "broker")
                    .with("listeners", listeners)
                    .with("advertised.listeners", advertised)
                    .with("inter.broker.listener.name", cuttable ? "FORWARDED" : "PLAINTEXT")
                    .with("controller.listener.names", controllers)
                    .with(
                            "controller.quorum.voters",
                            CONTROLLER + "@127.0.0.1:" + (cuttable ? toController.port() : controllerPort))));
        }
        CloseAtExit.add(this);
        start();
    }

    /** Where the clients go that are cut off together with the last broker. */
    public String bootstrapServersOfTheCut() {
        return "127.0.0.1:" + portOfTheCut;
    }

    /** Connections across are closed and cannot be opened; only the controller is silent. */
    public void cut() {
        toController.freeze();
        crossings.keySet().forEach(Forwarder::close);
    }

    public void heal() {
        crossings.forEach(Forwarder::start);
        toController.thaw();
    }

    /** Those on the side of the controller. */
    @Override
    public String bootstrapServers() {
        return brokers.get(0).bootstrapServers() + "," + brokers.get(1).bootstrapServers();
    }

    @Override
    public void stop() {
        together(EmbeddedBroker::stop);
    }

    @Override
    public void start() {
        together(EmbeddedBroker::start);
    }

    @Override
    public String description() {
        return "three brokers, one of which can be cut off";
    }

    @Override
    public void close() {
        CloseAtExit.remove(this);
        toController.thaw();
        together(EmbeddedBroker::close);
        toController.close();
        crossings.keySet().forEach(Forwarder::close);
        directories.forEach(TemporaryDirectory::close);
    }

    /** At once, because a broker starts only when it finds the controller. */
    private void together(Consumer<EmbeddedBroker> action) {
        CompletableFuture.allOf(brokers.stream()
                        .map(broker -> CompletableFuture.runAsync(() -> action.accept(broker), THREADS))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** The port of a forwarder to this one. */
    private int crossingTo(int port) {
        Forwarder forwarder = new Forwarder();
        crossings.put(forwarder.start(local(port)), local(port));
        return forwarder.port();
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    private static String listener(String name, int port) {
        return name + "://127.0.0.1:" + port;
    }
}
