package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A transaction on one incarnation of the topic, which accounts for the offsets that no reader will see. */
final class OpenTransaction {

    private static final Set<TransactionState> MARKED =
            Set.of(TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String id;
    private final String topic;
    private final LogLife life;
    private final Map<Integer, Long> records = new ConcurrentHashMap<>();

    /**
     * @param producer a transactional one, closed at the transaction's end
     * @param id its transactional id
     */
    OpenTransaction(KafkaProducer<byte[], byte[]> producer, String id, String topic, LogLife life) {
        this.producer = producer;
        this.id = id;
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

    /** Returns when every partition has its marker; a coordinator that ends before writes some of them once more. */
    void awaitMarkers(Admin admin) {
        Awaitility.await("the markers of " + id)
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .ignoreExceptions()
                .until(() -> MARKED.contains(admin.describeTransactions(List.of(id))
                        .description(id)
                        .get()
                        .state()));
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
