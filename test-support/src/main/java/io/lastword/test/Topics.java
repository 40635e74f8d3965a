package io.lastword.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Topics of tests, and what is really in them. */
public final class Topics {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int SUFFIX_LETTERS = 8;

    private Topics() {}

    /** A name that no other test uses, such as {@code device-k3f90xq1}: the prefix, a dash, letters and digits. */
    public static String unique(String prefix) {
        StringBuilder name = new StringBuilder(prefix).append('-');
        for (int i = 0; i < SUFFIX_LETTERS; i++) {
            name.append(Character.forDigit(ThreadLocalRandom.current().nextInt(36), 36));
        }
        return name.toString();
    }

    /**
     * Creates a topic with as many replicas as is the broker's default, and returns when the broker knows it.
     *
     * @param configs topic settings, such as {@code cleanup.policy}
     */
    public static void create(TestBroker broker, String topic, int partitions, Map<String, String> configs) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(configs)))
                    .all()
                    .get();
            Awaitility.await("topic " + topic)
                    .atMost(TIMEOUT)
                    .ignoreExceptions()
                    .until(() -> admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                            .flatMap(description -> description.partitions().stream())
                            .allMatch(partition -> partition.leader() != null));
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic " + topic + " was not created: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topic " + topic, e);
        }
    }

    /**
     * Reads the committed records of all partitions from the start of the log to its end now, without a consumer group.
     * The end is the last stable offset; right after a commit the broker may not have moved it yet.
     *
     * @return the records, those of one partition in the order of their offsets
     */
    public static List<ConsumerRecord<byte[], byte[]>> read(TestBroker broker, String topic) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "none",
                "enable.auto.commit", "false");
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, bytes, bytes)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return readTo(consumer.endOffsets(partitions), consumer);
        }
    }

    /**
     * The last record of each key, in the order of the keys' first appearance; tombstones included. A key's records are
     * taken to be in one partition. Records without a key, or with one that is not UTF-8, are left out.
     */
    public static Map<String, ConsumerRecord<byte[], byte[]>> lastPerKey(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, ConsumerRecord<byte[], byte[]>> last = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> each : records) {
            decoded(each.key()).ifPresent(key -> last.put(key, each));
        }
        return last;
    }

    private static Optional<String> decoded(byte @Nullable [] key) {
        if (key == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> readTo(
            Map<TopicPartition, Long> ends, KafkaConsumer<byte[], byte[]> consumer) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the end " + ends + " was not reached within " + TIMEOUT);
            }
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(each.topic(), each.partition());
                if (each.offset() < ends.getOrDefault(partition, 0L)) {
                    records.add(each);
                }
            }
        }
        return records;
    }
}
