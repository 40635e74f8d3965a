package io.lastword.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

@AlsoInContainers
@Faults
class BrokerClusterIT {

    private final TestBrokerCluster cluster = Backends.brokerCluster();

    @Test
    void shouldGoOnWithoutOneBrokerAndTakeItBack() throws Exception {
        String topic = Topics.unique("replicated");
        Topics.create(cluster, topic, 3, Map.of());
        awaitInSync(topic);
        assertThat(partitions(topic))
                .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3));
        try (KafkaProducer<String, String> producer = producer()) {
            producer.send(new ProducerRecord<>(topic, "a", "before")).get(30, TimeUnit.SECONDS);

            cluster.stop(2);
            for (int partition = 0; partition < 3; partition++) {
                producer.send(new ProducerRecord<>(topic, partition, "b" + partition, "without"))
                        .get(30, TimeUnit.SECONDS);
            }
            assertThat(partitions(topic))
                    .allSatisfy(partition -> assertThat(partition.leader().id()).isNotEqualTo(2));
            cluster.start(2);

            awaitInSync(topic);
            assertThat(Topics.lastPerKey(Topics.read(cluster, topic))).containsOnlyKeys("a", "b0", "b1", "b2");
        }
    }

    /** The broker that is asked may be a little behind the one that knew it first. */
    private void awaitInSync(String topic) {
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(5))
                .until(() -> partitions(topic).stream()
                        .allMatch(partition -> partition.isr().size() == 3));
    }

    private List<TopicPartitionInfo> partitions(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions();
        }
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer());
    }
}
