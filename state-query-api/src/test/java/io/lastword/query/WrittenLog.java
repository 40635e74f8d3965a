package io.lastword.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lastword.model.entity.Incarnation;
import io.lastword.test.TestBroker;
import io.lastword.test.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of devices, written to by the test alone. */
final class WrittenLog implements AutoCloseable {

    private static final Map<String, String> USUAL = Map.of(
            "cleanup.policy", "compact",
            "message.timestamp.type", "LogAppendTime",
            "min.compaction.lag.ms", "3600000");

    final String topic = Topics.unique("watched");
    private final TestBroker broker;
    private final Admin admin;
    private KafkaProducer<byte[], byte[]> producer;

    WrittenLog(TestBroker broker) {
        this.broker = broker;
        this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        create(USUAL);
    }

    /** The settings of a query API that reads this log. */
    String[] settings(String... more) {
        return settingsFor(broker.bootstrapServers(), more);
    }

    /** The same of one that reaches the broker only this way: a setting that is given twice has both values. */
    String[] settingsFor(String bootstrapServers, String... more) {
        String[] settings = new String[more.length + 3];
        settings[0] = "--spring.kafka.bootstrap-servers=" + bootstrapServers;
        settings[1] = "--lastword.types.device.topic=" + topic;
        settings[2] = "--lastword.types.device.partitions=" + StoredLog.PARTITIONS;
        System.arraycopy(more, 0, settings, 3, more.length);
        return settings;
    }

    /** Deletes the topic and creates it again. */
    void recreate() {
        delete();
        create();
    }

    /** Deletes the topic; nothing can be written before it is created. */
    void delete() {
        producer.close();
        done(admin.deleteTopics(List.of(topic)).all().toCompletionStage().toCompletableFuture());
    }

    void create() {
        create(USUAL);
    }

    void set(String name, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        done(admin.incrementalAlterConfigs(Map.of(
                        resource, List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .toCompletionStage()
                .toCompletableFuture());
    }

    Incarnation incarnation() {
        return new Incarnation(done(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .toCompletionStage()
                        .toCompletableFuture())
                .get(topic)
                .topicId()
                .toString());
    }

    /** Writes a state, which may be none, and returns where it is. */
    RecordMetadata put(String id, String state) {
        return done(send(id, state));
    }

    /** Writes the same state of one entity many times, so that little of it is in the log. */
    void putCompressed(String id, String state, int times) {
        try (KafkaProducer<byte[], byte[]> writer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "compression.type", "gzip"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            byte[] value = state.getBytes(UTF_8);
            for (int i = 0; i < times; i++) {
                writer.send(new ProducerRecord<>(topic, StoredLog.partition(id), id.getBytes(UTF_8), value));
            }
        }
    }

    RecordMetadata delete(String id) {
        return done(send(id, null));
    }

    Future<RecordMetadata> send(String id, String state) {
        return producer.send(new ProducerRecord<>(
                topic, StoredLog.partition(id), id.getBytes(UTF_8), state == null ? null : state.getBytes(UTF_8)));
    }

    void flush() {
        producer.flush();
    }

    /** Begins a transaction and writes a state in it; the log has it, and the caller ends the transaction. */
    KafkaProducer<byte[], byte[]> putInTransaction(String id, String state) {
        KafkaProducer<byte[], byte[]> writer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", Topics.unique("writer")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        writer.initTransactions();
        writer.beginTransaction();
        writer.send(new ProducerRecord<>(topic, StoredLog.partition(id), id.getBytes(UTF_8), state.getBytes(UTF_8)));
        writer.flush();
        return writer;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }

    private void create(Map<String, String> settings) {
        Topics.create(broker, topic, StoredLog.PARTITIONS, settings);
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", broker.bootstrapServers());
        client.put("linger.ms", 0);
        producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static <T> T done(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
