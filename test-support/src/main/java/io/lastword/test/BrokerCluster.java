package io.lastword.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.awaitility.Awaitility;

/** Brokers that are one cluster by their settings. */
final class BrokerCluster implements TestBrokerCluster {

    /** What brokers need to be told to be such a cluster, and to miss a lost one soon. */
    static final Map<String, String> NODE_SETTINGS = Map.of(
            "default.replication.factor", "3",
            "min.insync.replicas", "2",
            "offsets.topic.replication.factor", "3",
            "transaction.state.log.replication.factor", "3",
            "transaction.state.log.min.isr", "2",
            "broker.session.timeout.ms", "3000",
            "broker.heartbeat.interval.ms", "500",
            // One that asks to be let go waits for an answer that no quorum gives when all are stopped.
            "controlled.shutdown.enable", "false");

    private static final Duration IN_SYNC_WITHIN = Duration.ofSeconds(60);

    private final List<TestBroker> nodes;
    private final AutoCloseable network;

    /**
     * @param nodes not started yet
     * @param network closed after them
     */
    BrokerCluster(List<TestBroker> nodes, AutoCloseable network) {
        this.nodes = List.copyOf(nodes);
        this.network = network;
        start();
    }

    @Override
    public String bootstrapServers() {
        return nodes.stream().map(TestBroker::bootstrapServers).collect(Collectors.joining(","));
    }

    @Override
    public int size() {
        return nodes.size();
    }

    @Override
    public void stop(int node) {
        nodes.get(node - 1).stop();
    }

    @Override
    public void start(int node) {
        nodes.get(node - 1).start();
        awaitInSync();
    }

    @Override
    public void stop() {
        together(TestBroker::stop);
    }

    @Override
    public void start() {
        together(TestBroker::start);
        awaitInSync();
    }

    @Override
    public String description() {
        return "cluster of " + nodes.size() + " " + nodes.get(0).description();
    }

    @Override
    public void close() {
        together(TestBroker::close);
        try {
            network.close();
        } catch (Exception e) {
            throw new IllegalStateException("the network of " + this + " cannot be removed", e);
        }
    }

    @Override
    public String toString() {
        return description() + " at " + bootstrapServers();
    }

    /** At once, because a broker starts only when most of them do. */
    private void together(Consumer<TestBroker> action) {
        ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
        try {
            CompletableFuture.allOf(nodes.stream()
                            .map(node -> CompletableFuture.runAsync(() -> action.accept(node), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            threads.shutdown();
        }
    }

    private void awaitInSync() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Awaitility.await("all replicas of " + this)
                    .atMost(IN_SYNC_WITHIN)
                    .ignoreExceptions()
                    .until(() -> admin.describeCluster().nodes().get().size() == nodes.size() && isInSync(admin));
        }
    }

    private static boolean isInSync(Admin admin) throws ExecutionException, InterruptedException {
        return admin
                .describeTopics(admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names()
                        .get())
                .allTopicNames()
                .get()
                .values()
                .stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition ->
                        partition.isr().size() == partition.replicas().size());
    }
}
