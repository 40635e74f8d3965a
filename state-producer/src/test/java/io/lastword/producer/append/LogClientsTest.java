package io.lastword.producer.append;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class LogClientsTest {

    @Test
    void shouldKeepWhatAnswersRelyOnWhateverIsConfigured() {
        Map<String, Object> configured = new HashMap<>(Map.of(
                "acks",
                "1",
                "enable.idempotence",
                false,
                "retries",
                0,
                "delivery.timeout.ms",
                120000,
                "compression.type",
                "none",
                "max.in.flight.requests.per.connection",
                20,
                "transactional.id",
                "t"));
        configured.put("security.protocol", "SSL");
        configured.put("bootstrap.servers", "broker:9092");

        Map<String, Object> config = LogClients.producerConfig(
                configured, LogClients.Use.SINGLE_WRITES, Duration.ofSeconds(10), Duration.ofSeconds(3));

        assertThat(config)
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("compression.type", "lz4")
                .containsEntry("max.in.flight.requests.per.connection", 5)
                .containsEntry("delivery.timeout.ms", 10_000)
                .containsEntry("request.timeout.ms", 5_000)
                .containsEntry("max.block.ms", 3_000L)
                .containsEntry("security.protocol", "SSL")
                .containsEntry("bootstrap.servers", "broker:9092")
                .doesNotContainKey("transactional.id");
        assertThat(new ProducerConfig(config).getClass(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG))
                .isEqualTo(ByteArraySerializer.class);
    }

    @Test
    void shouldLetOnlyBulkWritesWaitForLargerBatches() {
        Map<String, Object> single = LogClients.producerConfig(
                Map.of(), LogClients.Use.SINGLE_WRITES, Duration.ofSeconds(10), Duration.ofSeconds(3));
        Map<String, Object> bulk = LogClients.producerConfig(
                Map.of("client.id", "mine"), LogClients.Use.BULK_WRITES, Duration.ofSeconds(10), Duration.ofSeconds(3));

        assertThat(single).containsEntry("linger.ms", 0L).containsEntry("client.id", "lastword-state-producer");
        assertThat(bulk).containsEntry("linger.ms", 10L).containsEntry("client.id", "mine-bulk");
    }
}
