package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows one incarnation of a topic from its creation and files every record before it can be compacted away. */
final class Archivist {

    private static final Duration POLL = Duration.ofMillis(20);

    private final LogLife life;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Thread thread = new Thread(this::follow, "archivist");
    private volatile boolean finishing;

    Archivist(String bootstrapServers, String topic, LogLife life) {
        this.life = life;
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "none",
                        "enable.auto.commit", "false",
                        "reconnect.backoff.max.ms", "200"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        partitions = IntStream.range(0, life.partitions().size())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        partitions.forEach(partition -> consumer.seek(partition, 0));
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns when everything that the log holds now is filed; nothing later is. */
    void finish() {
        finishing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (consumer) {
            while (!finishing) {
                file();
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                file();
            }
        }
    }

    private void file() {
        Iterable<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL);
        Instant now = Instant.now();
        for (ConsumerRecord<byte[], byte[]> each : records) {
            PartitionArchive archive = life.partition(each.partition());
            archive.add(logged(each));
            archive.acknowledged(each.offset(), now);
        }
        for (TopicPartition partition : partitions) {
            life.partition(partition.partition()).archivedTo(consumer.position(partition));
        }
    }

    private static Logged logged(ConsumerRecord<byte[], byte[]> each) {
        Header event = each.headers().lastHeader("ce_type");
        return new Logged(
                each.offset(),
                new String(each.key(), UTF_8),
                each.value() == null ? null : new String(each.value(), UTF_8),
                event == null ? null : new String(event.value(), UTF_8),
                Instant.ofEpochMilli(each.timestamp()));
    }
}
