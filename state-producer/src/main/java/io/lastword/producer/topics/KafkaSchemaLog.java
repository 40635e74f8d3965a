package io.lastword.producer.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lastword.producer.append.LogClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The log of schemas as a topic of one partition that keeps everything: key = topic, value = schema. It is created when it
 * is first read. Its clients live for one call, since there is hardly more than one; each call is bounded in time.
 */
final class KafkaSchemaLog implements SchemaLog {

    static final String TOPIC_ID = "lastword_topic_id";
    static final String AFTER = "lastword_after";

    private static final Duration POLL = Duration.ofMillis(100);

    private final Map<String, Object> connection;
    private final TopicPartition partition;
    private final short replication;
    private final int minInsyncReplicas;
    private final Duration timeout;
    private boolean exists;

    /** @param connection connection and security, by their Kafka names */
    KafkaSchemaLog(
            Map<String, Object> connection, String topic, int replication, int minInsyncReplicas, Duration timeout) {
        this.connection = Map.copyOf(connection);
        this.partition = new TopicPartition(topic, 0);
        this.replication = (short) replication;
        this.minInsyncReplicas = minInsyncReplicas;
        this.timeout = timeout;
    }

    @Override
    public List<SchemaRecord> read() throws LogUnavailableException, InterruptedException {
        create();
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis() / 2);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(partition);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = consumer.endOffsets(partitions).getOrDefault(partition, 0L);
            return readTo(end, consumer);
        } catch (InterruptException e) {
            throw new InterruptedException();
        } catch (KafkaException e) {
            throw unavailable("reading", e);
        }
    }

    @Override
    public void append(SchemaRecord proposal) throws LogUnavailableException, InterruptedException {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                partition.topic(), partition.partition(), proposal.topic().getBytes(UTF_8), proposal.document());
        record.headers()
                .add(TOPIC_ID, proposal.topicId().getBytes(UTF_8))
                .add(AFTER, Long.toString(proposal.after()).getBytes(UTF_8));
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                LogClients.producerConfig(connection, LogClients.Use.SINGLE_WRITES, timeout, timeout))) {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw unavailable("writing", e.getCause() == null ? e : e.getCause());
        } catch (InterruptException e) {
            throw new InterruptedException();
        } catch (KafkaException e) {
            throw unavailable("writing", e);
        }
    }

    private List<SchemaRecord> readTo(long end, Consumer<String, byte[]> consumer) throws LogUnavailableException {
        List<SchemaRecord> records = new ArrayList<>();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (consumer.position(partition) < end) {
            if (System.nanoTime() - deadline > 0) {
                throw new LogUnavailableException("reading the topic '" + partition.topic() + "' took too long");
            }
            consumer.poll(POLL).forEach(record -> decode(record).ifPresent(records::add));
        }
        return records;
    }

    /** A record of anybody else is none. */
    private static Optional<SchemaRecord> decode(ConsumerRecord<String, byte[]> record) {
        Header topicId = record.headers().lastHeader(TOPIC_ID);
        Header after = record.headers().lastHeader(AFTER);
        if (topicId == null || after == null || record.key() == null || record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SchemaRecord(
                    record.offset(),
                    record.key(),
                    new String(topicId.value(), UTF_8),
                    Long.parseLong(new String(after.value(), UTF_8)),
                    record.value()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void create() throws LogUnavailableException, InterruptedException {
        if (exists) {
            return;
        }
        NewTopic topic = new NewTopic(partition.topic(), 1, replication)
                .configs(Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", "-1",
                        "retention.bytes", "-1",
                        "min.insync.replicas", Integer.toString(minInsyncReplicas)));
        try (Admin admin = LogClients.admin(connection, timeout)) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw unavailable("creating", e.getCause() == null ? e : e.getCause());
            }
        } catch (KafkaException e) {
            throw unavailable("creating", e);
        }
        exists = true;
    }

    private LogUnavailableException unavailable(String what, Throwable cause) {
        // It may be gone, with the broker's disk for example, and then the next call creates it again.
        exists = false;
        return new LogUnavailableException(what + " the topic '" + partition.topic() + "' of schemas failed: "
                + cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }
}
