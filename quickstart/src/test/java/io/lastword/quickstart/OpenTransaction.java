package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A transaction on one incarnation of the topic, which accounts for the offsets that no reader will see. */
final class OpenTransaction {

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final LogLife life;
    private final Map<Integer, Long> records = new ConcurrentHashMap<>();

    /** @param producer a transactional one, closed at the transaction's end */
    OpenTransaction(KafkaProducer<byte[], byte[]> producer, String topic, LogLife life) {
        this.producer = producer;
        this.topic = topic;
        this.life = life;
        producer.initTransactions();
        producer.beginTransaction();
    }

    void send(String id, @Nullable String value) {
        byte[] bytes = value == null ? null : value.getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, id.getBytes(UTF_8), bytes), (metadata, failure) -> {
            if (failure == null) {
                records.merge(metadata.partition(), 1L, Long::sum);
                life.partition(metadata.partition()).acknowledged(metadata.offset(), Instant.now());
            }
        });
    }

    /** Returns when the log has all that was sent. */
    void flush() {
        producer.flush();
    }

    void end(boolean commit) {
        try (producer) {
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
        long marker = 1;
        records.forEach(
                (partition, count) -> life.partition(partition).neverCommitted(commit ? marker : marker + count));
    }
}
