package io.lastword.query.log;

import static java.util.Objects.requireNonNull;

import io.lastword.kit.share.SharedQuestions;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Asks the broker about logs and opens readers of them. Nothing is sent before the first question, so a service whose
 * broker is away starts and answers lookups. Every answer is of a question that was sent after the call, never before;
 * calls that come while the same question is under way share the next one. Thread-safe.
 */
public final class LogAccess implements AutoCloseable {

    private static final Duration FETCH_AT_END = Duration.ofMillis(500);
    /** After a seek the next fetch waits for the last one, which may be waiting for records at the log's end. */
    private static final Duration FETCH = Duration.ofMillis(10);

    private final LogClients clients;
    private final Clock clock;
    private final Duration timeout;
    private final SharedQuestions<EntityType, LogFacts> observations;
    private final SharedQuestions<EntityType, Incarnation> incarnations;
    private final SharedQuestions<Moment, Since> offsets;
    private @Nullable Admin admin;

    private record Moment(EntityType type, int partition, Instant time) {}

    /**
     * Where in a partition a time begins.
     *
     * @param offset of the first record that is not older; the end of the log if there is none
     * @param begun whether there is such a record
     */
    public record Since(long offset, boolean begun) {}

    /** @param timeout longest wait for one answer */
    public LogAccess(LogClients clients, Clock clock, Duration timeout) {
        this.clients = clients;
        this.clock = clock;
        this.timeout = timeout;
        this.observations =
                new SharedQuestions<>(type -> describe(type).thenCompose(topic -> observe(type, topic)), timeout);
        this.incarnations = new SharedQuestions<>(type -> describe(type).thenApply(LogAccess::incarnationOf), timeout);
        this.offsets = new SharedQuestions<>(this::since, timeout);
    }

    /**
     * Everything that can be said of a log now.
     *
     * @throws LogUnavailableException if the broker did not answer, or knows no such topic, or another one meanwhile
     */
    public LogFacts observe(EntityType type) {
        return await(type, observeAsync(type));
    }

    /** Like {@link #observe}, without waiting for the answer. */
    public CompletableFuture<LogFacts> observeAsync(EntityType type) {
        return observations.ask(type);
    }

    /** Which log the type's topic is now; throws what {@link #observe} throws. */
    public Incarnation incarnation(EntityType type) {
        return await(type, incarnations.ask(type));
    }

    /** Where in a partition a time begins; throws what {@link #observe} throws. */
    public Since since(EntityType type, int partition, Instant time) {
        return await(type, offsets.ask(new Moment(type, partition, time)));
    }

    /** A reader that follows the end of a log with so many partitions, for one thread; the caller closes it. */
    public LogReader openAtEnd(EntityType type, int partitions) {
        return open(type, partitions, FETCH_AT_END);
    }

    /** A reader of what a log with so many partitions holds, for one thread; the caller closes it. */
    public LogReader open(EntityType type, int partitions) {
        return open(type, partitions, FETCH);
    }

    private LogReader open(EntityType type, int partitions, Duration longestFetch) {
        try {
            return new LogReader(
                    clients.consumer(longestFetch, LogReader.pollRecords(type)), type, partitions, timeout);
        } catch (KafkaException e) {
            throw unavailable(type, e);
        }
    }

    @Override
    public void close() {
        Admin open;
        synchronized (this) {
            open = admin;
        }
        // Not under the lock: the client's thread asks on for those who wait, and is waited for.
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }

    private CompletableFuture<Since> since(Moment moment) {
        TopicPartition tp = new TopicPartition(moment.type().topic(), moment.partition());
        ListOffsetsOptions uncommitted = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
        long millis = moment.time().toEpochMilli();
        // Kafka takes negative times for other questions, and no record is older than 1970 but one without a time.
        OffsetSpec first = millis <= 0 ? OffsetSpec.earliest() : OffsetSpec.forTimestamp(millis);
        return offset(admin().listOffsets(Map.of(tp, OffsetSpec.latest()), uncommitted), tp)
                .thenCompose(end -> offset(admin().listOffsets(Map.of(tp, first), uncommitted), tp)
                        .thenApply(found -> found < 0 ? new Since(end, false) : new Since(found, true)));
    }

    private CompletableFuture<LogFacts> observe(EntityType type, TopicDescription before) {
        int partitions = before.partitions().size();
        Instant askedAt = clock.instant();
        ListOffsetsResult starts = ask(type, partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        ListOffsetsResult stableEnds = ask(type, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        ListOffsetsResult ends = ask(type, partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        List<CompletableFuture<LogFacts.Ends>> asked = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition tp = new TopicPartition(type.topic(), partition);
            asked.add(offset(starts, tp)
                    .thenCompose(start -> offset(stableEnds, tp)
                            .thenCombine(
                                    offset(ends, tp), (stableEnd, end) -> new LogFacts.Ends(start, stableEnd, end))));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenCombine(settings(type), (done, settings) -> settings)
                .thenCompose(settings -> describe(type)
                        .thenApply(topic -> new LogFacts(
                                askedAt,
                                asked.stream().map(CompletableFuture::join).toList(),
                                millis(settings, TopicConfig.DELETE_RETENTION_MS_CONFIG),
                                millis(settings, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG),
                                "LogAppendTime"
                                        .equals(settings.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                                                .value()),
                                incarnationOf(requireSame(before, topic)))));
    }

    /** What was asked between two descriptions is of one log only if both are of that. */
    static TopicDescription requireSame(TopicDescription before, TopicDescription after) {
        if (!after.topicId().equals(before.topicId())
                || after.partitions().size() != before.partitions().size()) {
            throw new IllegalStateException("the topic changed while it was asked about");
        }
        return after;
    }

    private ListOffsetsResult ask(EntityType type, int partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            question.put(new TopicPartition(type.topic(), partition), spec);
        }
        return admin().listOffsets(question, new ListOffsetsOptions(isolation));
    }

    CompletableFuture<TopicDescription> describe(EntityType type) {
        String topic = type.topic();
        return stage(admin().describeTopics(List.of(topic)).allTopicNames())
                .thenApply(answers -> requireNonNull(answers.get(topic)));
    }

    private CompletableFuture<Config> settings(EntityType type) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, type.topic());
        return stage(admin().describeConfigs(List.of(resource)).all())
                .thenApply(answers -> requireNonNull(answers.get(resource)));
    }

    synchronized Admin admin() {
        if (admin == null) {
            admin = clients.admin();
        }
        return admin;
    }

    <T> T await(EntityType type, CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new LogUnavailableException("topic " + type.topic() + ": no answer within " + timeout, e);
            }
            throw unavailable(type, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("topic " + type.topic() + ": interrupted", e);
        }
    }

    private static LogUnavailableException unavailable(EntityType type, Throwable cause) {
        return new LogUnavailableException("topic " + type.topic() + ": " + cause, cause);
    }

    private static Duration millis(Config settings, String name) {
        return Duration.ofMillis(Long.parseLong(settings.get(name).value()));
    }

    private static CompletableFuture<Long> offset(ListOffsetsResult result, TopicPartition tp) {
        return stage(result.partitionResult(tp)).thenApply(ListOffsetsResult.ListOffsetsResultInfo::offset);
    }

    private static Incarnation incarnationOf(TopicDescription topic) {
        return new Incarnation(topic.topicId().toString());
    }

    /** Not Kafka's own stage, which nothing but Kafka can complete: no time limit would hold. */
    static <T> CompletableFuture<T> stage(KafkaFuture<T> future) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        future.whenComplete((known, failure) -> {
            if (failure == null) {
                answer.complete(known);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }
}
