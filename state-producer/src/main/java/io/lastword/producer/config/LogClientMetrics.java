package io.lastword.producer.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/** Publishes the log clients' own metrics, as soon as there are any. */
final class LogClientMetrics implements Function<Producer<byte[], byte[]>, Runnable>, AutoCloseable {

    private final MeterRegistry registry;
    private final List<KafkaClientMetrics> metrics = new ArrayList<>();

    LogClientMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public synchronized Runnable apply(Producer<byte[], byte[]> producer) {
        KafkaClientMetrics ofClient = new KafkaClientMetrics(producer);
        ofClient.bindTo(registry);
        metrics.add(ofClient);
        return () -> forget(ofClient);
    }

    private synchronized void forget(KafkaClientMetrics ofClient) {
        ofClient.close();
        metrics.remove(ofClient);
    }

    @Override
    public synchronized void close() {
        metrics.forEach(KafkaClientMetrics::close);
    }
}
