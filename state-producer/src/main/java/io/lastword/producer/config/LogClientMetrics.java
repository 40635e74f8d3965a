package io.lastword.producer.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Publishes the log client's own metrics, as soon as there is one. */
final class LogClientMetrics implements Consumer<Producer<byte[], byte[]>>, AutoCloseable {

    private final MeterRegistry registry;
    private @Nullable KafkaClientMetrics metrics;

    LogClientMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public synchronized void accept(Producer<byte[], byte[]> producer) {
        metrics = new KafkaClientMetrics(producer);
        metrics.bindTo(registry);
    }

    @Override
    public synchronized void close() {
        if (metrics != null) {
            metrics.close();
        }
    }
}
