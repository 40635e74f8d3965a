package io.lastword.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.producer.RunningProducer.Answer;
import io.lastword.producer.topics.TopicRefusedException;
import io.lastword.test.Backends;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import io.lastword.test.TestBroker;
import io.lastword.test.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StartIT {

    private final TestBroker broker = Backends.broker();

    @Test
    void shouldCreateTopicsAsTheTypesSay() throws Exception {
        try (RunningProducer producer = RunningProducer.start(
                        broker,
                        "--lastword.types.device.partitions=3",
                        "--lastword.types.device.history-window=5m",
                        "--lastword.types.device.max-compaction-lag=7m",
                        "--lastword.types.device.tombstone-retention=3d");
                Admin admin = admin()) {
            assertThat(admin.describeTopics(List.of(producer.deviceTopic()))
                            .allTopicNames()
                            .get()
                            .get(producer.deviceTopic())
                            .partitions())
                    .hasSize(3);
            Config config = admin.describeConfigs(
                            List.of(new ConfigResource(ConfigResource.Type.TOPIC, producer.deviceTopic())))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next();
            assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
            assertThat(config.get("min.compaction.lag.ms").value()).isEqualTo("300000");
            assertThat(config.get("max.compaction.lag.ms").value()).isEqualTo("420000");
            assertThat(config.get("delete.retention.ms").value()).isEqualTo("259200000");
            assertThat(config.get("segment.bytes").value()).isEqualTo("134217728");
            assertThat(config.get("min.insync.replicas").value()).isEqualTo("1");
            assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "compact,delete"})
    void shouldRefuseATopicThatLosesLiveEntities(String policy, CapturedOutput output) {
        String topic = Topics.unique("refused");
        Topics.create(broker, topic, 8, Map.of("cleanup.policy", policy));

        assertThatThrownBy(() -> RunningProducer.startOn(broker, topic).close())
                .rootCause()
                .isInstanceOf(TopicRefusedException.class)
                .hasMessageContainingAll(topic, "cleanup.policy=", "--add-config cleanup.policy=compact");
        assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START")
                .contains("the topic '" + topic + "' of type 'device' has cleanup.policy=")
                .doesNotContain("\tat io.lastword");
    }

    @Test
    void shouldCreateNothingWhenOneTopicIsRefused() throws Exception {
        String topic = Topics.unique("refused");
        String other = Topics.unique("other");
        Topics.create(broker, topic, 8, Map.of("cleanup.policy", "delete"));

        assertThatThrownBy(() -> RunningProducer.startAt(broker.bootstrapServers(), topic, other)
                        .close())
                .rootCause()
                .isInstanceOf(TopicRefusedException.class);

        try (Admin admin = admin()) {
            assertThat(admin.listTopics().names().get()).doesNotContain(other);
        }
    }

    @Test
    void shouldRefuseATopicWithAnotherPartitionCount() {
        String topic = Topics.unique("refused");
        Topics.create(broker, topic, 5, Map.of("cleanup.policy", "compact"));

        assertThatThrownBy(() -> RunningProducer.startOn(broker, topic).close())
                .rootCause()
                .isInstanceOf(TopicRefusedException.class)
                .hasMessageContaining("has 5 partitions where types.yml says 8");
    }

    @Test
    void shouldWarnOfOtherDifferencesAndLeaveThem(CapturedOutput output) {
        String topic = Topics.unique("different");
        Topics.create(broker, topic, 8, Map.of("cleanup.policy", "compact", "delete.retention.ms", "1000"));

        try (RunningProducer producer = RunningProducer.startOn(broker, topic)) {
            assertThat(producer.put("/v1/entities/device/d", "{}").status()).isEqualTo(200);
        }

        assertThat(output.getAll())
                .contains("delete.retention.ms=1000 where types.yml means 604800000; it is left as it is");
    }

    @Test
    void shouldEndWithAnExitCodeWhenStartedAsAProcess() {
        String topic = Topics.unique("refused");
        Topics.create(broker, topic, 8, Map.of("cleanup.policy", "delete"));
        ServiceCommand command = ServiceCommand.of(StateProducerApplication.class)
                .withArguments(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--lastword.types.device.topic=" + topic);

        try (ServiceProcess process = command.start()) {
            Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> !process.alive());

            assertThat(process.terminate()).isEqualTo(1);
            assertThat(process.output())
                    .contains("the topic '" + topic + "' of type 'device' has cleanup.policy=delete");
        }
    }

    @Test
    void shouldRefuseAnUnknownTypeSetting() {
        assertThatThrownBy(() -> RunningProducer.start(broker, "--lastword.types.device.partitons=3")
                        .close())
                .rootCause()
                .hasMessageContaining("lastword.types.device.partitons");
    }

    @Test
    void shouldNoticeWhatBecomesOfATopicWhileRunning() throws Exception {
        String topic = Topics.unique("recreated");
        try (RunningProducer producer = RunningProducer.startOn(broker, topic);
                Admin admin = admin()) {
            Answer first = producer.put("/v1/entities/device/d", "{}");

            admin.deleteTopics(List.of(topic)).all().get();
            Answer missing = awaitPut(producer, 503);
            assertThat(missing.text("type")).isEqualTo("urn:lastword:problem:log-unavailable");
            assertThat(missing.text("detail")).contains("does not exist any more");
            assertThat(producer.get("/actuator/health/readiness").status()).isEqualTo(200);

            createWhenDeleted(topic, Map.of("cleanup.policy", "delete"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    producer.put("/v1/entities/device/d", "{}").text("type"))
                            .isEqualTo("urn:lastword:problem:topic-refused"));

            admin.deleteTopics(List.of(topic)).all().get();
            createWhenDeleted(topic, Map.of("cleanup.policy", "compact"));
            Answer again = awaitPut(producer, 200);
            assertThat(again.text("incarnation")).isNotEqualTo(first.text("incarnation"));
            assertThat(again.body().get("revision").asLong()).isZero();
        }
    }

    @Test
    void shouldNameTheIncarnationThatReallyHasTheWrite() throws Exception {
        String topic = Topics.unique("recreated");
        try (RunningProducer producer = RunningProducer.startOn(broker, topic);
                Admin admin = admin()) {
            String old = producer.put("/v1/entities/device/first", "{}").text("incarnation");
            Map<String, String> named = new ConcurrentHashMap<>();
            AtomicBoolean done = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                for (int i = 0; !done.get(); i++) {
                    Answer answer = producer.put("/v1/entities/device/d" + i, "{}");
                    if (answer.status() == 200) {
                        named.put("d" + i, answer.text("incarnation"));
                    }
                }
            });
            writer.start();

            admin.deleteTopics(List.of(topic)).all().get();
            createWhenDeleted(topic, Map.of("cleanup.policy", "compact"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> named.values().stream()
                                    .filter(incarnation -> !incarnation.equals(old))
                                    .count()
                            > 10);
            done.set(true);
            writer.join();

            Map<String, String> wrong = new HashMap<>(named);
            wrong.keySet()
                    .retainAll(Topics.lastPerKey(Topics.read(broker, topic)).keySet());
            wrong.values().removeIf(incarnation -> !incarnation.equals(old));
            assertThat(wrong).isEmpty();
        }
    }

    private static Answer awaitPut(RunningProducer producer, int status) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> producer.put("/v1/entities/device/d", "{}"), answer -> answer.status() == status);
    }

    private void createWhenDeleted(String topic, Map<String, String> configs) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            Topics.create(broker, topic, 8, configs);
            return true;
        });
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
