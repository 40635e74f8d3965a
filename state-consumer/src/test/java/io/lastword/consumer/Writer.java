package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lastword.test.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A plain producer of changes, as any other system may have one. */
final class Writer implements AutoCloseable {

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final LongSupplier times;
    private Future<RecordMetadata> last;

    private Writer(TestBroker broker, String topic, LongSupplier times, Map<String, Object> more) {
        this.times = times;
        this.topic = topic;
        Map<String, Object> config = new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "acks",
                "all",
                "linger.ms",
                5,
                "batch.size",
                64 << 10,
                "compression.type",
                "lz4",
                "delivery.timeout.ms",
                60_000));
        config.putAll(more);
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static Writer of(TestBroker broker, String topic) {
        return new Writer(broker, topic, System::currentTimeMillis, Map.of());
    }

    /** Dates its changes itself, from then on and one second apart. */
    static Writer dated(TestBroker broker, String topic, Instant from) {
        AtomicLong time = new AtomicLong(from.toEpochMilli());
        return new Writer(broker, topic, () -> time.getAndAdd(1_000), Map.of());
    }

    static Writer transactional(TestBroker broker, String topic) {
        // Longer than servers that are stopped in a transaction may be away.
        Map<String, Object> settings = Map.of("transactional.id", topic, "transaction.timeout.ms", 300_000);
        Writer writer = new Writer(broker, topic, System::currentTimeMillis, settings);
        writer.producer.initTransactions();
        return writer;
    }

    KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    void put(String id, String state) {
        send(null, id.getBytes(UTF_8), state.getBytes(UTF_8));
    }

    void delete(String id) {
        send(null, id.getBytes(UTF_8), null);
    }

    /** Writes past the partitioner where a partition is given. */
    void send(@Nullable Integer partition, byte[] key, byte @Nullable [] value) {
        last = producer.send(new ProducerRecord<>(topic, partition, times.getAsLong(), key, value));
    }

    /** Writes random upserts, some deletions and a few values that are no state. */
    void mixed(Random random, String prefix, int ids, int changes) {
        for (int i = 0; i < changes; i++) {
            String id = prefix + random.nextInt(ids);
            int kind = random.nextInt(100);
            if (kind < 75) {
                put(id, state(id, i));
            } else if (kind < 97) {
                delete(id);
            } else {
                put(id, "{\"n\":" + i);
            }
        }
        flush();
    }

    /** A state with something of each declared index, which changes with the value now and then. */
    static String state(String id, int value) {
        return "{\"n\":" + value + ",\"name\":\"" + id + "\",\"status\":\"s" + value % 3 + "\",\"battery\":"
                + value / 8 % 100 + (value % 5 == 0 ? "}" : ",\"kind\":\"van\"}");
    }

    /** Writes one upsert for each of so many ids. */
    void upserts(String prefix, int ids, int value) {
        for (int i = 0; i < ids; i++) {
            put(prefix + i, state(prefix + i, value));
        }
        flush();
    }

    /** Returns when everything is in the log. */
    void flush() {
        producer.flush();
        try {
            if (last != null) {
                last.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("not written to " + topic + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
