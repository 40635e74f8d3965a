package io.lastword.consumer.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyMap;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class LogLookupTest {

    private static final String TOPIC = "topic";
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final int SILENT = 1;

    private final Admin admin = Mockito.mock(Admin.class);
    private final LogLookup lookup = new LogLookup(admin, TOPIC, TestTimes.of(Clock.systemUTC()), TIMEOUT);

    /** Kafka's client gives such a partition up only when the time that it was given is over. */
    @Test
    void shouldTellTheEndsOfTheOthersWhereOneLeaderDoesNotAnswer() {
        describe(Uuid.ONE_UUID);
        Mockito.when(admin.listOffsets(anyMap(), any())).thenAnswer(asked -> {
            Map<TopicPartition, OffsetSpec> question = asked.getArgument(0);
            ListOffsetsOptions options = asked.getArgument(1);
            int millis = options.timeoutMs() == null ? (int) TIMEOUT.toMillis() : options.timeoutMs();
            Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> answers = new HashMap<>();
            question.keySet().forEach(tp -> answers.put(tp, tp.partition() == SILENT ? failing(millis) : end()));
            return new ListOffsetsResult(answers);
        });

        LogLookup.Observation observed = lookup.await(lookup.observe(List.of(0, SILENT)));

        assertThat(observed.ends()).containsOnlyKeys(0);
    }

    @Test
    void shouldRefuseABrokerThatGivesTopicsNoIds() {
        describe(Uuid.ZERO_UUID);

        assertThatThrownBy(() -> lookup.await(lookup.identity()))
                .isInstanceOf(LogRefusedException.class)
                .hasMessageContaining("gives topics no ids");
    }

    private static KafkaFuture<ListOffsetsResultInfo> end() {
        return KafkaFuture.completedFuture(new ListOffsetsResultInfo(7, -1, Optional.empty()));
    }

    private static KafkaFuture<ListOffsetsResultInfo> failing(int afterMillis) {
        KafkaFutureImpl<ListOffsetsResultInfo> answer = new KafkaFutureImpl<>();
        CompletableFuture.delayedExecutor(afterMillis, TimeUnit.MILLISECONDS)
                .execute(() -> answer.completeExceptionally(new TimeoutException("no answer")));
        return answer;
    }

    private void describe(Uuid topicId) {
        Node leader = new Node(1, "localhost", 9092);
        TopicDescription topic = new TopicDescription(
                TOPIC,
                false,
                List.of(
                        new TopicPartitionInfo(0, leader, List.of(), List.of()),
                        new TopicPartitionInfo(SILENT, leader, List.of(), List.of())),
                Set.of(),
                topicId);
        DescribeTopicsResult topics = Mockito.mock(DescribeTopicsResult.class);
        Mockito.when(topics.allTopicNames()).thenReturn(KafkaFuture.completedFuture(Map.of(TOPIC, topic)));
        Mockito.when(admin.describeTopics(anyCollection())).thenReturn(topics);
        Config settings = new Config(List.of(
                new ConfigEntry("delete.retention.ms", "1000"),
                new ConfigEntry("min.compaction.lag.ms", "1000"),
                new ConfigEntry("message.timestamp.type", "LogAppendTime")));
        DescribeConfigsResult configs = Mockito.mock(DescribeConfigsResult.class);
        Mockito.when(configs.all())
                .thenReturn(KafkaFuture.completedFuture(
                        Map.of(new ConfigResource(ConfigResource.Type.TOPIC, TOPIC), settings)));
        Mockito.when(admin.describeConfigs(anyCollection())).thenReturn(configs);
    }
}
