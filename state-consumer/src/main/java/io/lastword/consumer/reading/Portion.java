package io.lastword.consumer.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What some polls brought that is read together: as much as a store step, where the polls are small. For one thread. */
final class Portion {

    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
    private int count;
    private long bytes;

    void add(ConsumerRecords<byte[], byte[]> polled) {
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> ofPartition = polled.records(partition);
            records.computeIfAbsent(partition, first -> new ArrayList<>()).addAll(ofPartition);
            ofPartition.forEach(record -> bytes += size(record));
        }
        // A poll also names partitions that it does not move, and then knows no leader epoch.
        polled.nextOffsets().forEach((partition, now) -> {
            OffsetAndMetadata before = next.get(partition);
            if (before == null || now.offset() > before.offset()) {
                next.put(partition, now);
            }
        });
        count += polled.count();
    }

    int count() {
        return count;
    }

    /** Of all keys and values. */
    long bytes() {
        return bytes;
    }

    /** Tells each partition's records, and where its next poll goes on. */
    void forEach(BiConsumer<TopicPartition, Part> action) {
        next.forEach((partition, offset) ->
                action.accept(partition, new Part(records.getOrDefault(partition, List.of()), offset)));
    }

    void clear() {
        records.clear();
        next.clear();
        count = 0;
        bytes = 0;
    }

    /** One partition's share. */
    record Part(List<ConsumerRecord<byte[], byte[]>> records, OffsetAndMetadata next) {}

    static long size(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] value = record.value();
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }
}
