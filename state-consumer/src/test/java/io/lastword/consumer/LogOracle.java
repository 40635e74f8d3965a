package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.Snapshot;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.entity.UnreadableEntity;
import io.lastword.model.record.LogRecord;
import io.lastword.model.record.Partitioner;
import io.lastword.model.record.RawRecord;
import io.lastword.model.record.RecordCodec;
import io.lastword.test.TestBroker;
import io.lastword.test.TestBrokerCluster;
import io.lastword.test.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The fold of a log, one record after the other, from an independent read of the whole topic.
 *
 * @param settling how long after its append a record may stay unseen by readers: until all in-sync replicas have it
 */
record LogOracle(int partitions, Duration settling, List<ConsumerRecord<byte[], byte[]>> records) {

    /** After so long a replica that lags is no longer waited for: {@code replica.lag.time.max.ms}. */
    private static final Duration REPLICA_LAG = Duration.ofSeconds(30);

    private static final RecordCodec CODEC = new RecordCodec(new StateLimits(512 << 10, 100));

    static LogOracle read(TestBroker broker, String topic, int partitions) {
        Duration settling = broker instanceof TestBrokerCluster ? REPLICA_LAG : Duration.ZERO;
        return new LogOracle(partitions, settling, Topics.read(broker, topic));
    }

    /** The entities of a partition as its records before this offset leave them, in the words of {@link #words}. */
    Map<String, String> upTo(int partition, long offset) {
        Map<String, String> entities = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.partition() == partition && record.offset() < offset) {
                apply(record, entities);
            }
        }
        return entities;
    }

    /** The entities of a partition as the whole log leaves them. */
    Map<String, String> of(int partition) {
        return upTo(partition, Long.MAX_VALUE);
    }

    /** When the first record at or behind this offset was appended, or null if the log ends there. */
    @Nullable
    Instant appendedFrom(int partition, long offset) {
        return records.stream()
                .filter(record -> record.partition() == partition && record.offset() >= offset)
                .findFirst()
                .map(record -> Instant.ofEpochMilli(record.timestamp()))
                .orElse(null);
    }

    /** This read of the log, continued by what a later one found behind its end. */
    LogOracle continuedBy(LogOracle later) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(records);
        later.records.stream()
                .filter(record -> appendedFrom(record.partition(), record.offset()) == null)
                .forEach(all::add);
        return new LogOracle(partitions, settling, all);
    }

    long unaddressable() {
        return records.stream()
                .filter(record -> decode(record) instanceof LogRecord.Unaddressable)
                .count();
    }

    static String words(Snapshot snapshot) {
        return "@" + snapshot.revision() + " " + snapshot.event() + " " + snapshot.updatedAt() + " "
                + new String(snapshot.state(), UTF_8);
    }

    static String words(UnreadableEntity entity) {
        return "@" + entity.revision() + " unreadable " + entity.loggedAt() + " " + entity.reason();
    }

    private void apply(ConsumerRecord<byte[], byte[]> record, Map<String, String> entities) {
        if (!(decode(record) instanceof LogRecord.Addressed addressed)
                || Partitioner.partition(record.key(), partitions) != record.partition()) {
            return;
        }
        String id = addressed.id().value();
        if (addressed instanceof LogRecord.Unreadable broken) {
            entities.put(
                    id,
                    words(new UnreadableEntity(broken.id(), broken.revision(), broken.loggedAt(), broken.reason())));
        } else if (((LogRecord.Readable) addressed).change() instanceof Change.Upsert upsert) {
            entities.put(
                    id,
                    words(new Snapshot(
                            upsert.id(), record.offset(), upsert.event(), addressed.loggedAt(), upsert.state())));
        } else {
            entities.remove(id);
        }
    }

    private static LogRecord decode(ConsumerRecord<byte[], byte[]> record) {
        List<RawRecord.Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new RawRecord.Header(header.key(), header.value())));
        return CODEC.decode(new RawRecord(
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.key(),
                record.value(),
                RawRecord.Headers.of(headers)));
    }
}
