package io.lastword.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicsIT {

    private final TestBroker broker = Backends.broker();
    private final String topic = Topics.unique("topics");

    @BeforeEach
    void createTopic() {
        Topics.create(broker, topic, 2, Map.of("cleanup.policy", "compact"));
    }

    @Test
    void shouldReadAnEmptyTopic() {
        assertThat(Topics.read(broker, topic)).isEmpty();
    }

    @Test
    void shouldReadEveryRecordOfEveryPartition() {
        send(0, "a".getBytes(UTF_8), "1");
        send(1, "b".getBytes(UTF_8), "2");
        send(0, "a".getBytes(UTF_8), null);

        List<ConsumerRecord<byte[], byte[]>> records = Topics.read(broker, topic);

        assertThat(records).hasSize(3);
        assertThat(records)
                .filteredOn(each -> each.partition() == 0)
                .extracting(ConsumerRecord::offset)
                .containsExactly(0L, 1L);
    }

    @Test
    void shouldFoldToTheLastRecordPerKey() {
        send(0, "a".getBytes(UTF_8), "1");
        send(0, "b".getBytes(UTF_8), "2");
        send(0, "a".getBytes(UTF_8), null);
        send(0, new byte[] {(byte) 0xff}, "not addressable");

        Map<String, ConsumerRecord<byte[], byte[]>> last = Topics.lastPerKey(Topics.read(broker, topic));

        assertThat(last).containsOnlyKeys("a", "b");
        assertThat(last.get("a").value()).isNull();
        assertThat(last.get("b").value()).asString(UTF_8).isEqualTo("2");
    }

    @Test
    void shouldNameTopicsWithLettersDigitsAndDashes() {
        assertThat(Topics.unique("device")).matches("device-[a-z0-9]{8}");
    }

    private void send(int partition, byte[] key, String value) {
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
            producer.send(new ProducerRecord<>(topic, partition, key, value == null ? null : value.getBytes(UTF_8)));
        }
    }
}
