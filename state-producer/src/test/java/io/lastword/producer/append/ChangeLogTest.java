package io.lastword.producer.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;

import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.record.GivenAttributes;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;

class ChangeLogTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Incarnation INCARNATION = new Incarnation("AAAAAAAAAAAAAAAAAAAAAA");
    private static final EntityTypes TYPES = EntityTypes.of(Map.of("device", TypeSettings.defaults()));
    private static final EntityType DEVICE = TYPES.find("device").orElseThrow();
    private static final Change CHANGE = new Change.Tombstone(new EntityId("d"), "deregistered");

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final LogStatus status = new LogStatus(TYPES);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicReference<CompletableFuture<Incarnation>> now =
            new AtomicReference<>(CompletableFuture.completedFuture(INCARNATION));
    private final WriteMeters meters = new WriteMeters(registry, TYPES, status);
    private final ChangeLog log = logWith(producer);

    @Test
    void shouldSendNothingToATopicThatWasNotFoundFit() {
        ProblemException problem = refusal();

        assertThat(problem.type()).isEqualTo(ProblemType.LOG_UNAVAILABLE);
        assertThat(problem.retryAfter()).isNotNull();
        assertThat(producer.history()).isEmpty();
        assertThat(registry.get("lastword.writes")
                        .tag("outcome", "not_written")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void shouldAnswerWithTheTimeBeforeSending() {
        ready();

        CompletableFuture<Appended> answer = appendInBackground();
        producer.completeNext();

        assertThat(answer.join().sentAt()).isEqualTo(NOW);
        assertThat(answer.join().revision()).isZero();
        assertThat(registry.get("lastword.writes")
                        .tag("outcome", "appended")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void shouldSayThatNothingWasWrittenIfTheClientDidNotTakeTheChangeOn() {
        ready();
        producer.sendException = new KafkaException("no room");

        ProblemException problem = refusal();

        assertThat(problem.type()).isEqualTo(ProblemType.LOG_UNAVAILABLE);
        assertThat(problem).hasMessageContaining("nothing was written");
    }

    @Test
    void shouldSayThatNothingWasWrittenIfTheClientMayNotEvenAskForTheTopic() {
        ready();
        producer.sendException = new TopicAuthorizationException("no");

        ProblemException problem = refusal();

        assertThat(problem.type()).isEqualTo(ProblemType.LOG_UNAVAILABLE);
        assertThat(problem).hasMessageContaining("TopicAuthorizationException; nothing was written");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldTellTheUnknownFromTheUnwritten(RuntimeException failure, ProblemType type) {
        ready();

        CompletableFuture<Appended> answer = appendInBackground();
        producer.errorNext(failure);

        assertThat(answer)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(type));
    }

    /** Kafka's client, once it has failed for good, takes a record on, throws, and gives the record up later. */
    @Test
    void shouldDecideOnceOnAChangeThatTheClientRefusesAndGivesUp() {
        status.set(DEVICE, new TopicState.Ready(INCARNATION));
        KafkaException failed = new KafkaException("in an error state");
        AtomicReference<Callback> told = new AtomicReference<>();
        Producer<byte[], byte[]> broken = Mockito.mock();
        Mockito.when(broken.send(any(), any())).thenAnswer(sent -> {
            told.set(sent.getArgument(1));
            throw failed;
        });
        AppendListener listener = Mockito.mock(AppendListener.class);

        logWith(broken).append(DEVICE, CHANGE, listener);
        CompletableFuture.runAsync(() -> told.get().onCompletion(null, failed)).join();

        assertThat(Mockito.mockingDetails(listener).getInvocations()).hasSize(1);
        assertThat(registry.get("lastword.writes").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void shouldNotAnswerBeforeTheIncarnationIsKnown() {
        ready();
        now.set(new CompletableFuture<>());

        CompletableFuture<Appended> answer = appendInBackground();
        producer.completeNext();

        assertThat(answer).isNotDone();
        now.get().complete(INCARNATION);
        assertThat(answer.join().incarnation()).isEqualTo(INCARNATION);
    }

    @Test
    void shouldNotNameTheIncarnationThatWasThereBefore() {
        ready();
        now.set(CompletableFuture.completedFuture(new Incarnation("BBBBBBBBBBBBBBBBBBBBBB")));

        assertOutcomeUnknown("was deleted and created again");
    }

    @Test
    void shouldNotNameAnIncarnationThatNobodyVouchesFor() {
        ready();
        now.set(CompletableFuture.failedFuture(new TimeoutException("no answer")));

        assertOutcomeUnknown("did not say whether the topic is still the same one");
    }

    private void assertOutcomeUnknown(String detail) {
        CompletableFuture<Appended> answer = appendInBackground();
        producer.completeNext();

        assertThat(answer)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN))
                .withMessageContaining(detail);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new TimeoutException("10000 ms has passed"), ProblemType.OUTCOME_UNKNOWN),
                Arguments.of(new NotEnoughReplicasException("1 < 2"), ProblemType.OUTCOME_UNKNOWN),
                Arguments.of(new OutOfOrderSequenceException("5"), ProblemType.OUTCOME_UNKNOWN),
                Arguments.of(new RecordTooLargeException("big"), ProblemType.STATE_TOO_LARGE),
                Arguments.of(new InvalidTopicException("no"), ProblemType.LOG_UNAVAILABLE),
                // Perhaps of a repetition, after a first attempt that was appended.
                Arguments.of(new TopicAuthorizationException("no"), ProblemType.OUTCOME_UNKNOWN),
                Arguments.of(new SaslAuthenticationException("no"), ProblemType.OUTCOME_UNKNOWN));
    }

    private void ready() {
        status.set(DEVICE, new TopicState.Ready(INCARNATION));
    }

    private ProblemException refusal() {
        CompletionException refused = catchThrowableOfType(
                CompletionException.class,
                () -> log.append(DEVICE, CHANGE, GivenAttributes.NONE).join());
        return (ProblemException) Objects.requireNonNull(refused.getCause());
    }

    private CompletableFuture<Appended> appendInBackground() {
        // On another thread than the one that decides, as with the log client's own.
        CompletableFuture<Appended> answer = CompletableFuture.supplyAsync(
                        () -> log.append(DEVICE, CHANGE, GivenAttributes.NONE))
                .thenCompose(appended -> appended);
        Awaitility.await().until(() -> !producer.history().isEmpty());
        return answer;
    }

    private ChangeLog logWith(Producer<byte[], byte[]> client) {
        return new ChangeLog(
                () -> client,
                status,
                type -> now.get(),
                Duration.ofSeconds(20),
                Clock.fixed(NOW, ZoneOffset.UTC),
                meters);
    }
}
