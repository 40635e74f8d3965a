package io.lastword.query.log;

import io.lastword.model.record.LogRecord;
import io.lastword.model.record.Partitioner;
import io.lastword.model.record.RawRecord;
import io.lastword.model.record.RecordCodec;
import io.lastword.model.types.EntityType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Reads one log, outside of every consumer group, what is committed only. It does not notice that the topic was
 * recreated: whoever uses what a poll returned asks for the incarnation after the poll. For one thread.
 */
public final class LogReader implements AutoCloseable {

    private static final int MOST_RECORDS = 2_000;

    /** Once so many bytes are of interest they are returned; with the last poll of the client it is twice that. */
    private static final long ENOUGH_BYTES = 2 << 20;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final int partitions;
    private final RecordCodec codec;
    private final Duration timeout;
    private final int pollRecords;

    LogReader(Consumer<byte[], byte[]> consumer, EntityType type, int partitions, Duration timeout) {
        this.consumer = consumer;
        this.topic = type.topic();
        this.partitions = partitions;
        this.codec = new RecordCodec(type.limits());
        this.timeout = timeout;
        this.pollRecords = pollRecords(type);
    }

    /** Most records of one poll of the client: these are in memory, uncompressed, before their bytes can be counted. */
    static int pollRecords(EntityType type) {
        return (int)
                Math.max(1, Math.min(MOST_RECORDS, ENOUGH_BYTES / type.limits().maxBytes()));
    }

    /** Goes to these offsets, by partition, and to no other partition. */
    public void seek(Map<Integer, Long> offsets) {
        Map<TopicPartition, Long> seeks = new HashMap<>();
        offsets.forEach((partition, offset) -> seeks.put(new TopicPartition(topic, partition), offset));
        consumer.assign(seeks.keySet());
        seeks.forEach(consumer::seek);
    }

    /**
     * Reads on, up to 4 MB of what is of interest, and a state.
     *
     * @param keys the keys that are of interest; others are passed over unread
     * @return words on entities, those of one partition in the order of the log; keys that belong elsewhere, and those
     *     that no request could address, are left out
     * @throws LogChangedException if the log does not hold the position any more
     * @throws LogUnavailableException if the client failed; the reader is of no more use
     */
    public List<LogEntry> poll(Duration atMost, Predicate<byte[]> keys) {
        try {
            List<LogEntry> entries = new ArrayList<>();
            long bytes = 0;
            int read = 0;
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(atMost);
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : polled) {
                    LogEntry entry = entry(record, keys);
                    if (entry != null) {
                        entries.add(entry);
                        bytes += entry.bytes();
                    }
                }
                read += polled.count();
                if (polled.count() < pollRecords || read >= MOST_RECORDS || bytes >= ENOUGH_BYTES) {
                    return entries;
                }
                polled = consumer.poll(Duration.ZERO);
            }
        } catch (InvalidOffsetException e) {
            throw new LogChangedException("topic " + topic + ": " + e.getMessage(), e);
        } catch (KafkaException e) {
            throw new LogUnavailableException("topic " + topic + ": " + e, e);
        }
    }

    private @Nullable LogEntry entry(ConsumerRecord<byte[], byte[]> record, Predicate<byte[]> keys) {
        byte[] key = record.key();
        return key != null
                        && keys.test(key)
                        && Partitioner.partition(key, partitions) == record.partition()
                        && codec.decode(raw(record)) instanceof LogRecord.Addressed addressed
                ? new LogEntry(
                        record.partition(),
                        addressed,
                        key.length + Math.max(0, record.serializedValueSize()),
                        record.timestampType() == TimestampType.LOG_APPEND_TIME)
                : null;
    }

    /** Reads on and counts what comes before the count's ends; whether there was anything. Throws what {@link #poll} throws. */
    boolean count(Duration atMost, LogCount count) {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(atMost);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() < count.ends().get(record.partition())) {
                    count.add(record.partition(), record.value() == null);
                }
            }
            return !records.isEmpty();
        } catch (InvalidOffsetException e) {
            throw new LogChangedException("topic " + topic + ": " + e.getMessage(), e);
        } catch (KafkaException e) {
            throw new LogUnavailableException("topic " + topic + ": " + e, e);
        }
    }

    /** The offset that comes next, beyond markers and compacted records; throws what {@link #poll} throws. */
    public long position(int partition) {
        try {
            return consumer.position(new TopicPartition(topic, partition), timeout);
        } catch (InvalidOffsetException e) {
            throw new LogChangedException("topic " + topic + ": " + e.getMessage(), e);
        } catch (KafkaException e) {
            throw new LogUnavailableException("topic " + topic + ": " + e, e);
        }
    }

    /** To be thrown by whoever has waited too long for a partition to move on. */
    public LogUnavailableException stuck(int partition, long offset) {
        return new LogUnavailableException(
                topic + "-" + partition + ": nothing was read beyond offset " + offset, null);
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
    }

    private static RawRecord raw(ConsumerRecord<byte[], byte[]> record) {
        return new RawRecord(
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.key(),
                record.value(),
                name -> valueOf(record.headers().lastHeader(name)));
    }

    private static byte @Nullable [] valueOf(@Nullable Header header) {
        return header == null ? null : header.value();
    }
}
