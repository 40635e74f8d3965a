package io.lastword.query.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class LogAccessTest {

    @Test
    void shouldHoldKafkasAnswersToATimeLimit() {
        CompletableFuture<Integer> length =
                LogAccess.stage(new KafkaFutureImpl<String>()).thenApply(String::length);

        assertThat(length.orTimeout(1, TimeUnit.MILLISECONDS))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void shouldCloseWhileQuestionsWaitForABrokerThatIsAway() {
        LogAccess log = new LogAccess(
                new LogClients(Map.of(), Map.of("bootstrap.servers", "localhost:1")),
                Clock.systemUTC(),
                Duration.ofMinutes(5));
        EntityType type = EntityTypes.of(Map.of("device", TypeSettings.defaults()))
                .find("device")
                .orElseThrow();
        CompletableFuture<LogFacts> underWay = log.observeAsync(type);
        CompletableFuture<LogFacts> next = log.observeAsync(type);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(log::close);

        assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
        assertThat(underWay).failsWithin(Duration.ofSeconds(10));
        assertThat(next).failsWithin(Duration.ofSeconds(10));
    }

    @Test
    void shouldPassAnswersAndFailuresOfKafkaOn() {
        KafkaFutureImpl<String> answered = new KafkaFutureImpl<>();
        KafkaFutureImpl<String> failed = new KafkaFutureImpl<>();
        CompletableFuture<String> answer = LogAccess.stage(answered);
        CompletableFuture<String> failure = LogAccess.stage(failed);

        answered.complete("end");
        failed.completeExceptionally(new IllegalStateException("no broker"));

        assertThat(answer).isCompletedWithValue("end");
        assertThat(failure)
                .isCompletedExceptionally()
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldNotTakeTheAnswersOfTwoLogsForThoseOfOne() {
        Uuid id = Uuid.randomUuid();

        assertThat(LogAccess.requireSame(topic(id, 2), topic(id, 2)).topicId()).isEqualTo(id);
        assertThatIllegalStateException()
                .isThrownBy(() -> LogAccess.requireSame(topic(id, 2), topic(Uuid.randomUuid(), 2)))
                .withMessageContaining("changed while it was asked about");
        assertThatIllegalStateException()
                .isThrownBy(() -> LogAccess.requireSame(topic(id, 2), topic(id, 3)))
                .withMessageContaining("changed while it was asked about");
    }

    private static TopicDescription topic(Uuid id, int partitions) {
        return new TopicDescription(
                "state.device",
                false,
                IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartitionInfo(partition, null, List.of(), List.of()))
                        .toList(),
                Set.of(),
                id);
    }
}
