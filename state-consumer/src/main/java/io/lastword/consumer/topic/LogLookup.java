package io.lastword.consumer.topic;

import static java.util.Objects.requireNonNull;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.store.HistoryWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Asks the broker about one topic. Every question goes out when the method is called, never to a cache. Thread-safe. */
public final class LogLookup {

    private final Admin admin;
    private final String topic;
    private final Times times;
    private final Duration timeout;
    private final Supplier<CompletableFuture<Testimony>> witness;

    /** One that believes what brokers say of themselves. */
    public LogLookup(Admin admin, String topic, Times times, Duration timeout) {
        this(
                admin,
                topic,
                times,
                timeout,
                () -> CompletableFuture.completedFuture(new Testimony.Unavailable("it is not asked")));
    }

    /** @param witness says which brokers are believed */
    public LogLookup(
            Admin admin, String topic, Times times, Duration timeout, Supplier<CompletableFuture<Testimony>> witness) {
        this.witness = witness;
        this.admin = admin;
        this.topic = topic;
        this.times = times;
        this.timeout = timeout;
    }

    /**
     * The bounds of one partition.
     *
     * @param start first offset that the log holds
     * @param stableEnd end of what read_committed readers can see
     * @param end high watermark
     */
    public record Ends(long start, long stableEnd, long end) {}

    /**
     * What the log looked like.
     *
     * @param asked when the questions about the ends were sent
     * @param ends of the partitions whose leader answered
     * @param tombstoneRetention the topic's {@code delete.retention.ms}
     * @param historyWindow the topic's {@code min.compaction.lag.ms}, zero where its records are not dated by the broker
     * @param topic the log that the answers are about, looked up after them
     * @param vouched up to when the leaders of the partitions are known to lead; without those of which nothing is known
     */
    public record Observation(
            Times.Moment asked,
            Map<Integer, Ends> ends,
            Duration tombstoneRetention,
            Duration historyWindow,
            TopicIdentity topic,
            Map<Integer, Times.Moment> vouched) {

        /** When the questions about the ends were sent, by the clock as it was set then. */
        public Instant askedAt() {
            return asked.at();
        }

        /** @param answeredAt not before the answer came */
        public HistoryWindow.Look lookAtWindow(Instant answeredAt) {
            return new HistoryWindow.Look(topic.incarnation(), historyWindow, askedAt(), answeredAt);
        }
    }

    /** Which log the topic's name stands for now. */
    public CompletableFuture<TopicIdentity> identity() {
        return describe().thenApply(LogLookup::identityOf);
    }

    /**
     * Asks for the ends of some partitions and the topic's settings. The topic's identity is asked for on both sides of
     * these: only then are they known to be of one log.
     */
    public CompletableFuture<Observation> observe(Collection<Integer> partitions) {
        Times.Moment asked = times.moment();
        return describe().thenCompose(before -> observe(asked, before, partitions));
    }

    private CompletableFuture<Observation> observe(
            Times.Moment asked, TopicDescription before, Collection<Integer> partitions) {
        CompletableFuture<Testimony> testimony = witness.get();
        Map<Integer, CompletableFuture<Ends>> answers = askForEnds(led(before, partitions));
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                .handle((done, failure) -> answered(answers))
                .thenCombine(settings(), (ends, settings) -> Map.entry(ends, settings))
                .thenCompose(known -> describe().thenCombine(testimony, (after, told) -> {
                    TopicIdentity now = identityOf(after);
                    if (!now.equals(identityOf(before))) {
                        throw new LogUnavailableException("topic " + topic + " is being recreated", null);
                    }
                    return new Observation(
                            asked,
                            known.getKey(),
                            millis(known.getValue(), TopicConfig.DELETE_RETENTION_MS_CONFIG),
                            historyWindow(known.getValue()),
                            now,
                            vouched(told, asked, before, after));
                }));
    }

    /** Whoever is said to lead before and after the ends were asked for is vouched for. */
    private static Map<Integer, Times.Moment> vouched(
            Testimony told, Times.Moment asked, TopicDescription before, TopicDescription after) {
        Map<Integer, Times.Moment> vouched = new HashMap<>();
        for (int partition = 0; partition < before.partitions().size(); partition++) {
            Times.Moment first = vouched(told, asked, before.partitions().get(partition));
            Times.Moment second = vouched(told, asked, after.partitions().get(partition));
            if (first != null && second != null) {
                vouched.put(partition, first.isAfter(second) ? second : first);
            }
        }
        return vouched;
    }

    private static Times.@Nullable Moment vouched(Testimony told, Times.Moment asked, TopicPartitionInfo partition) {
        Node leader = partition.leader();
        return leader == null || leader.isEmpty() ? null : told.upTo(leader.id(), asked);
    }

    /** Those that have a leader: for one that has none, the client waits as long as it may. */
    private static List<Integer> led(TopicDescription described, Collection<Integer> partitions) {
        Set<Integer> led = described.partitions().stream()
                .filter(partition ->
                        partition.leader() != null && !partition.leader().isEmpty())
                .map(TopicPartitionInfo::partition)
                .collect(Collectors.toSet());
        return partitions.stream().filter(led::contains).toList();
    }

    private CompletableFuture<TopicDescription> describe() {
        return stage(admin.describeTopics(List.of(topic)).allTopicNames())
                .handle((answers, failure) ->
                        requireNonNull(allowed("Describe", answers, failure).get(topic)));
    }

    /** Names the right that is missing where a question failed for that. */
    private <T> T allowed(String right, T answer, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AuthorizationException) {
            throw new LogRefusedException(
                    "topic " + topic + ": this consumer has no right " + right + " on it; grant it", cause);
        }
        if (cause != null) {
            throw new CompletionException(cause);
        }
        return answer;
    }

    private CompletableFuture<Config> settings() {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return stage(admin.describeConfigs(List.of(resource)).all())
                .handle((answers, failure) -> requireNonNull(
                        allowed("DescribeConfigs", answers, failure).get(resource)));
    }

    /** Compaction counts from the times of the records, so it waits for nothing where writers choose these. */
    private static Duration historyWindow(Config settings) {
        boolean datedByTheBroker = TimestampType.LOG_APPEND_TIME.name.equals(
                settings.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value());
        return datedByTheBroker ? millis(settings, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG) : Duration.ZERO;
    }

    private static Duration millis(Config settings, String name) {
        return Duration.ofMillis(Long.parseLong(settings.get(name).value()));
    }

    /**
     * Waits for an answer, for a bounded time.
     *
     * @throws LogUnavailableException if there is none
     */
    public <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof LogUnavailableException unavailable) {
                throw unavailable;
            }
            throw new LogUnavailableException("topic " + topic + ": " + cause, cause);
        } catch (TimeoutException e) {
            throw new LogUnavailableException("topic " + topic + ": no answer within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("topic " + topic + ": interrupted", e);
        }
    }

    private Map<Integer, CompletableFuture<Ends>> askForEnds(Collection<Integer> partitions) {
        ListOffsetsResult starts = ask(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        ListOffsetsResult stableEnds = ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        ListOffsetsResult ends = ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        Map<Integer, CompletableFuture<Ends>> asked = new HashMap<>();
        for (Integer partition : partitions) {
            TopicPartition tp = new TopicPartition(topic, partition);
            asked.put(
                    partition,
                    offset(starts, tp)
                            .thenCompose(start -> offset(stableEnds, tp)
                                    .thenCombine(
                                            offset(ends, tp), (stableEnd, end) -> new Ends(start, stableEnd, end))));
        }
        return asked;
    }

    private ListOffsetsResult ask(Collection<Integer> partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        partitions.forEach(partition -> question.put(new TopicPartition(topic, partition), spec));
        // What comes after it needs time as well: one leader that does not answer must not cost the others theirs.
        int atMost = (int) timeout.dividedBy(2).toMillis();
        return admin.listOffsets(question, new ListOffsetsOptions(isolation).timeoutMs(atMost));
    }

    private static CompletableFuture<Long> offset(ListOffsetsResult result, TopicPartition tp) {
        return stage(result.partitionResult(tp)).thenApply(ListOffsetsResult.ListOffsetsResultInfo::offset);
    }

    private static Map<Integer, Ends> answered(Map<Integer, CompletableFuture<Ends>> asked) {
        Map<Integer, Ends> ends = new HashMap<>();
        asked.forEach((partition, answer) -> {
            if (!answer.isCompletedExceptionally()) {
                ends.put(partition, answer.join());
            }
        });
        return ends;
    }

    private static TopicIdentity identityOf(TopicDescription description) {
        if (description.topicId().equals(Uuid.ZERO_UUID)) {
            throw new LogRefusedException(
                    "topic " + description.name()
                            + ": its broker gives topics no ids, so that a recreated one cannot be told"
                            + " from the one before; use Kafka 2.8 or later, with an inter.broker.protocol.version of that",
                    null);
        }
        return new TopicIdentity(
                new Incarnation(description.topicId().toString()),
                description.partitions().size());
    }

    private static <T> CompletableFuture<T> stage(KafkaFuture<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }
}
