package io.lastword.bench;

import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, and the producer service in a process of its own with little memory. */
final class WriteSetup implements AutoCloseable {

    static final int PORT = 18081;
    static final int PARTITIONS = 8;
    static final int LINGER_OF_SINGLE_WRITES = 0;
    static final int LINGER_OF_BULK_WRITES = 10;
    static final String MAX_HEAP = "256m";

    final EmbeddedBroker broker;
    private final Service producer;

    /** @param arguments of the service, besides its types {@code all}, each with a topic of its own that it provisions */
    WriteSetup(Path directory, List<String> types, String... arguments) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        broker = new EmbeddedBroker(BrokerSettings.in(directory.resolve("kafka")));
        broker.start();
        List<String> all = new ArrayList<>(
                List.of("--server.port=" + PORT, "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers()));
        types.forEach(type -> all.add("--lastword.types." + type + ".partitions=" + PARTITIONS));
        all.addAll(Arrays.asList(arguments));
        producer = Service.jar(
                Setup.jar("state-producer"), directory.resolve("producer.log"), MAX_HEAP, all.toArray(String[]::new));
        LookupBench.awaitAnswer("http://localhost:" + PORT + "/actuator/health/readiness");
    }

    static String topic(String type) {
        return "state." + type;
    }

    /**
     * Kafka's own producer with all settings that the service fixes.
     *
     * @param lingerMillis {@link #LINGER_OF_SINGLE_WRITES} or {@link #LINGER_OF_BULK_WRITES}
     */
    KafkaProducer<byte[], byte[]> bareProducer(int lingerMillis) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "acks",
                "all",
                "enable.idempotence",
                true,
                "max.in.flight.requests.per.connection",
                5,
                "compression.type",
                "lz4",
                "linger.ms",
                0,
                "batch.size",
                128 << 10,
                "buffer.memory",
                64L << 20,
                "delivery.timeout.ms",
                10_000,
                "request.timeout.ms",
                5_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Removes a topic that was measured, so that the disk holds one round. */
    void delete(String type) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteTopics(List.of(topic(type))).all().get();
        }
    }

    @Override
    public void close() throws InterruptedException {
        producer.close();
        broker.close();
    }
}
