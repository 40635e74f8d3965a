package io.lastword.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BackendsBrokerIT {

    @Test
    void shouldKeepItsAddressAndItsDataThroughAStop() throws Exception {
        try (TestBroker broker = Backends.newBroker(Map.of());
                KafkaProducer<String, String> producer = producer(broker, Map.of())) {
            String address = broker.bootstrapServers();
            Topics.create(broker, "kept", 2, Map.of("cleanup.policy", "compact"));
            producer.send(new ProducerRecord<>("kept", "a", "before")).get();

            broker.stop();
            broker.start();

            producer.send(new ProducerRecord<>("kept", "b", "after")).get(30, TimeUnit.SECONDS);
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(Topics.lastPerKey(Topics.read(broker, "kept"))).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void shouldGoBackToAnOlderCopyOfItself() throws Exception {
        try (SingleTestBroker broker = Backends.newBroker(Map.of())) {
            Topics.create(broker, "set-back", 1, Map.of());
            try (KafkaProducer<String, String> producer = producer(broker, Map.of())) {
                producer.send(new ProducerRecord<>("set-back", "a", "before")).get();
            }
            broker.stop();
            byte[] copy = broker.copy();
            broker.start();
            try (KafkaProducer<String, String> producer = producer(broker, Map.of())) {
                producer.send(new ProducerRecord<>("set-back", "b", "after")).get();
            }

            broker.stop();
            broker.startFrom(copy);

            assertThat(Topics.lastPerKey(Topics.read(broker, "set-back"))).containsOnlyKeys("a");
        }
    }

    @Test
    void shouldBeSilentForThoseOnlyWhoComeThroughAFrozenForwarder() throws Exception {
        try (Forwarder forwarder = new Forwarder();
                SingleTestBroker broker = Backends.newForwardedBroker(forwarder.port());
                Admin direct = admin(broker, Map.of())) {
            forwarder.start(broker);
            try (Admin forwarded = Admin.create(Map.of("bootstrap.servers", forwarder.bootstrapServers()))) {
                assertThat(forwarded.describeCluster().nodes().get())
                        .extracting(Node::port)
                        .containsExactly(forwarder.port());

                forwarder.freeze();
                CompletableFuture<?> silent =
                        forwarded.listTopics().names().toCompletionStage().toCompletableFuture();
                assertThat(direct.listTopics().names().get()).isEmpty();
                assertThat(silent).isNotDone();

                forwarder.thaw();
                assertThat(silent).succeedsWithin(Duration.ofSeconds(30));
            }
        }
    }

    @Test
    void shouldNotAnswerWhileStopped() {
        try (TestBroker broker = Backends.newBroker(Map.of())) {
            broker.stop();

            try (Admin admin = admin(broker, Map.of("default.api.timeout.ms", 1_000, "request.timeout.ms", 500))) {
                assertThatThrownBy(() -> admin.describeCluster().nodes().get()).isInstanceOf(ExecutionException.class);
            }
        }
    }

    @Test
    void shouldRunTransactions() {
        TestBroker broker = Backends.broker();
        String topic = Topics.unique("transactions");
        Topics.create(broker, topic, 1, Map.of());
        try (KafkaProducer<String, String> producer = producer(broker, Map.of("transactional.id", topic))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "a", "aborted"));
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "b", "committed"));
            producer.commitTransaction();
        }

        Awaitility.await()
                .untilAsserted(() -> assertThat(Topics.lastPerKey(Topics.read(broker, topic)))
                        .containsOnlyKeys("b"));
    }

    @Test
    void shouldCreateNoTopicByItself() {
        TestBroker broker = Backends.broker();
        try (Admin admin = admin(broker, Map.of());
                KafkaProducer<String, String> producer = producer(broker, Map.of("max.block.ms", 1_000))) {
            String topic = Topics.unique("missing");
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>(topic, "a", "1")).get())
                    .hasMessageContaining(topic);

            assertThatThrownBy(() ->
                            admin.describeTopics(List.of(topic)).allTopicNames().get())
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void shouldRunWithTheGivenProperties() throws Exception {
        try (TestBroker broker = Backends.newBroker(Map.of("log.cleaner.backoff.ms", "200"));
                Admin admin = admin(broker, Map.of())) {
            ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");

            assertThat(admin.describeConfigs(List.of(node))
                            .all()
                            .get()
                            .get(node)
                            .get("log.cleaner.backoff.ms")
                            .value())
                    .isEqualTo("200");
        }
    }

    @Test
    void shouldCompactSoonIfToldSo() {
        Map<String, String> eager = Map.of("log.cleaner.backoff.ms", "100", "log.retention.check.interval.ms", "200");
        Map<String, String> compacted = Map.of(
                "cleanup.policy", "compact",
                "segment.ms", "100",
                "min.cleanable.dirty.ratio", "0.001",
                "max.compaction.lag.ms", "100");
        try (TestBroker broker = Backends.newBroker(eager);
                KafkaProducer<String, String> producer = producer(broker, Map.of())) {
            Topics.create(broker, "compacted", 1, compacted);
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>("compacted", "a", "value " + i));
            }

            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                producer.send(new ProducerRecord<>("compacted", "b", "rolls the segment"))
                        .get();
                return Topics.read(broker, "compacted").stream()
                                .filter(each -> new String(each.key(), UTF_8).equals("a"))
                                .count()
                        == 1;
            });
        }
    }

    private static KafkaProducer<String, String> producer(TestBroker broker, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", broker.bootstrapServers());
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    private static Admin admin(TestBroker broker, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", broker.bootstrapServers());
        return Admin.create(config);
    }
}
