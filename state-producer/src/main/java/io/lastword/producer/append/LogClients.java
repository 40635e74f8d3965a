package io.lastword.producer.append;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the log clients. Whatever else is configured, the settings that the answers rely on stand fixed: a write is
 * acknowledged by all in-sync replicas, never doubled or reordered by a retry, and given up before the caller is told
 * that its outcome is unknown.
 */
public final class LogClients {

    private static final Logger LOG = LoggerFactory.getLogger(LogClients.class);

    private static final int BATCH_BYTES = 128 << 10;
    private static final long BUFFER_BYTES = 64L << 20;

    private LogClients() {}

    /** What a producer is for. Each has a client of its own, so that none waits for what only the other one needs. */
    public enum Use {
        /** Somebody waits for each write. */
        SINGLE_WRITES("", Duration.ZERO),
        /** Many writes are under way; a few milliseconds make much larger batches of them. */
        BULK_WRITES("-bulk", Duration.ofMillis(10));

        private final String suffix;
        private final Duration linger;

        Use(String suffix, Duration linger) {
            this.suffix = suffix;
            this.linger = linger;
        }
    }

    /** Settings of the producer: the configured ones under the fixed ones. */
    public static Map<String, Object> producerConfig(
            Map<String, Object> configured, Use use, Duration deliveryTimeout, Duration maxBlock) {
        Map<String, Object> config = new HashMap<>(configured);
        config.merge(
                ProducerConfig.CLIENT_ID_CONFIG,
                "lastword-state-producer" + use.suffix,
                (name, unused) -> name + use.suffix);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, use.linger.toMillis());
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlock.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryTimeout.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) deliveryTimeout.toMillis() / 2);
        config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        return config;
    }

    /**
     * Gives one and the same producer, made with the first call: making one fails while the broker's name cannot be
     * resolved, and that must not end the service. One that has failed for good is replaced by another.
     */
    public static final class LazyProducer implements LogClient, AutoCloseable {

        private final Supplier<Producer<byte[], byte[]>> factory;
        private final Duration closeWithin;
        private final Function<Producer<byte[], byte[]>, Runnable> whenMade;
        private volatile @Nullable Producer<byte[], byte[]> producer;
        private Runnable whenReplaced = () -> {};
        private boolean replacing;
        private boolean closed;

        /**
         * @param configured connection and security, by their Kafka names
         * @param whenMade given each producer; what it returns is run when that one is replaced
         */
        public LazyProducer(
                Map<String, Object> configured,
                Use use,
                Duration deliveryTimeout,
                Duration maxBlock,
                Function<Producer<byte[], byte[]>, Runnable> whenMade) {
            this(
                    () -> new KafkaProducer<>(producerConfig(configured, use, deliveryTimeout, maxBlock)),
                    deliveryTimeout.plusSeconds(1),
                    whenMade);
        }

        LazyProducer(
                Supplier<Producer<byte[], byte[]>> factory,
                Duration closeWithin,
                Function<Producer<byte[], byte[]>, Runnable> whenMade) {
            this.factory = factory;
            this.closeWithin = closeWithin;
            this.whenMade = whenMade;
        }

        @Override
        public Producer<byte[], byte[]> get() {
            Producer<byte[], byte[]> made = producer;
            return made == null ? make() : made;
        }

        /** The next one is made once this one has decided on all that it was given, so that no late append follows. */
        @Override
        public synchronized void failedForGood(Producer<byte[], byte[]> failed, Exception why) {
            if (closed || producer != failed) {
                return;
            }
            LOG.error("The log client cannot go on and is replaced", why);
            producer = null;
            replacing = true;
            Thread thread = new Thread(() -> replace(failed), "replace-log-client");
            thread.setDaemon(true);
            thread.start();
        }

        /** Waits until every change that was taken on is decided. */
        @Override
        public synchronized void close() {
            closed = true;
            if (producer != null) {
                producer.close(closeWithin);
            }
        }

        private void replace(Producer<byte[], byte[]> failed) {
            try {
                failed.close(closeWithin);
            } catch (KafkaException e) {
                LOG.warn("The log client that is replaced did not close in order", e);
            } finally {
                replaced();
            }
        }

        private synchronized void replaced() {
            whenReplaced.run();
            replacing = false;
        }

        private synchronized Producer<byte[], byte[]> make() {
            if (closed) {
                throw new IllegalStateException("the log client is closed");
            }
            if (replacing) {
                throw new KafkaException("the log client is being replaced");
            }
            Producer<byte[], byte[]> made = producer;
            if (made == null) {
                made = factory.get();
                whenReplaced = whenMade.apply(made);
                producer = made;
            }
            return made;
        }
    }

    /**
     * Makes a client for questions about topics.
     *
     * @param timeout bound of each question
     */
    public static Admin admin(Map<String, Object> configured, Duration timeout) {
        Map<String, Object> config = new HashMap<>(configured);
        config.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "lastword-state-producer-admin");
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        // Half, so that another broker is asked when one hangs.
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis() / 2);
        return Admin.create(config);
    }
}
