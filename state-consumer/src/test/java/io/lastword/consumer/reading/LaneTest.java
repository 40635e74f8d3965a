package io.lastword.consumer.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyCollection;

import io.lastword.consumer.plan.RecoveryPlanner;
import io.lastword.consumer.topic.LogLookup;
import io.lastword.consumer.topic.LogLookup.Ends;
import io.lastword.consumer.topic.TestTimes;
import io.lastword.consumer.topic.TopicIdentity;
import io.lastword.model.entity.Incarnation;
import io.lastword.model.entity.Position;
import io.lastword.model.record.RecordCodec;
import io.lastword.model.store.Generation;
import io.lastword.model.types.EntityType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class LaneTest {

    private static final EntityType TYPE = OwnedPartitionTest.TYPE;
    private static final TopicPartition TOPIC_PARTITION = new TopicPartition(TYPE.topic(), 0);
    private static final Uuid TOPIC_ID = Uuid.randomUuid();
    private static final TopicIdentity TOPIC = new TopicIdentity(new Incarnation(TOPIC_ID.toString()), 1);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int RECORDS = 7;

    private final List<Integer> recordsLeftWhenAsked = new ArrayList<>();
    private final CountingConsumer consumer = new CountingConsumer();
    private final OwnedPartition partition =
            new OwnedPartition(TYPE, 0, OwnedPartitionTest.NO_STORE, Duration.ZERO, TestTimes.of(CLOCK));

    @Test
    void shouldAskWhichLogItIsAfterTheLastPollOfARound() {
        Lane lane = lane(settings(new FoldSettings.Rounds(2, 2, 100, 1_000_000)));

        int folded = lane.fold(lane.poll(TIMEOUT));

        assertThat(folded).isEqualTo(RECORDS);
        assertThat(position()).isEqualTo(RECORDS);
        assertThat(recordsLeftWhenAsked).containsExactly(0);
    }

    @Test
    void shouldTakeNoMoreRecordsThanARoundMayHave() {
        Lane lane = lane(settings(new FoldSettings.Rounds(2, 2, 5, 1_000_000)));

        int folded = lane.fold(lane.poll(TIMEOUT));

        assertThat(folded).isEqualTo(4);
        assertThat(position()).isEqualTo(4);
        assertThat(recordsLeftWhenAsked).containsExactly(RECORDS - 4);
    }

    @Test
    void shouldTakeNoMoreFromTheLogOnceARoundHasBytesEnough() {
        int bytesOfTwoRecords = 2 * ("id-0".length() + "{}".length());
        Lane lane = lane(settings(new FoldSettings.Rounds(100, 1, 100, bytesOfTwoRecords)));

        int folded = lane.fold(lane.poll(TIMEOUT));

        assertThat(folded).isEqualTo(2);
        assertThat(position()).isEqualTo(2);
    }

    /** Small polls keep bytes bounded; many small steps would keep the store busy. */
    @Test
    void shouldMakeOneStepOfSmallPolls() {
        Lane lane = lane(settings(new FoldSettings.Rounds(100, 2, 100, 1_000_000)));

        int folded = lane.fold(lane.poll(TIMEOUT));

        assertThat(folded).isEqualTo(RECORDS);
        assertThat(partition.takeUnderWay()).hasSize(1);
    }

    private static FoldSettings settings(FoldSettings.Rounds rounds) {
        return new FoldSettings(
                rounds, new FoldSettings.BesideServed(1, 0, Duration.ofSeconds(1)), TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT);
    }

    @Test
    void shouldNotSendWhatWasReadOfAPartitionThatALaterPollTookAway() {
        Lane lane = lane(settings(new FoldSettings.Rounds(2, 2, 100, 1_000_000)));
        ConsumerRecords<byte[], byte[]> first = lane.poll(TIMEOUT);
        consumer.schedulePollTask(() -> lane.remove(0));

        lane.fold(first);

        assertThat(position()).isZero();
    }

    @Test
    void shouldNotSendWhatWasReadOfAPartitionThatALaterPollHasPlannedAnew() {
        Lane lane = lane(settings(new FoldSettings.Rounds(2, 2, 100, 1_000_000)));
        ConsumerRecords<byte[], byte[]> first = lane.poll(TIMEOUT);
        consumer.schedulePollTask(() -> lane.pause(partition, "the log was truncated"));

        lane.fold(first);

        assertThat(partition.isWaiting()).isTrue();
        assertThat(partition.waitingFor()).isEqualTo("the log was truncated");
    }

    @Test
    void shouldFoldWhatWasReadBeforeAPollThatFails() {
        Lane lane = lane(settings(new FoldSettings.Rounds(2, 2, 100, 1_000_000)));
        ConsumerRecords<byte[], byte[]> first = lane.poll(TIMEOUT);
        consumer.setPollException(new KafkaException("the next batch is corrupt"));

        assertThatThrownBy(() -> lane.fold(first)).hasMessage("the next batch is corrupt");

        assertThat(position()).isEqualTo(2);
        assertThat(recordsLeftWhenAsked).containsExactly(RECORDS - 2);
    }

    @Test
    void shouldKeepTheEpochOfWhatItReadWhereALaterPollMovesNothingAndKnowsNone() {
        Lane lane = lane(settings(new FoldSettings.Rounds(1, 1, 100, 1_000_000)));
        consumer.nextPoll = new ConsumerRecords<>(Map.of(), Map.of(TOPIC_PARTITION, new OffsetAndMetadata(1)));
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                TYPE.topic(),
                0,
                0,
                NOW.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                4,
                2,
                "id-0".getBytes(UTF_8),
                "{}".getBytes(UTF_8),
                new RecordHeaders(),
                Optional.of(5));

        lane.fold(new ConsumerRecords<>(
                Map.of(TOPIC_PARTITION, List.of(record)),
                Map.of(TOPIC_PARTITION, new OffsetAndMetadata(1, Optional.of(5), ""))));

        assertThat(requireNonNull(partition.generation()).position())
                .isEqualTo(new Position(TOPIC.incarnation(), 1, 5));
    }

    private long position() {
        return requireNonNull(partition.generation()).position().offset();
    }

    /** Folds the one partition, whose log has {@link #RECORDS} records, from its start on. */
    private Lane lane(FoldSettings settings) {
        RecoveryPlanner planner = new RecoveryPlanner(Duration.ofSeconds(5));
        FoldMeters meters = new FoldMeters(new SimpleMeterRegistry(), TYPE.name());
        Lane lane = new Lane(
                TYPE,
                consumer,
                new LogLookup(admin(), TYPE.topic(), TestTimes.of(CLOCK), TIMEOUT),
                definition -> new RecordReader(
                        new RecordCodec(definition.limits()),
                        settings.rounds().batchSize(),
                        settings.rounds().stepBytes(),
                        new FlawLog()),
                new BatchGuard(TYPE, planner, meters, TestTimes.of(CLOCK)),
                meters,
                settings);
        consumer.assign(List.of(TOPIC_PARTITION));
        consumer.setMaxPollRecords(settings.rounds().pollRecords());
        consumer.updateBeginningOffsets(Map.of(TOPIC_PARTITION, 0L));
        for (int i = 0; i < RECORDS; i++) {
            consumer.addRecord(
                    new ConsumerRecord<>(TYPE.topic(), 0, i, ("id-" + i).getBytes(UTF_8), "{}".getBytes(UTF_8)));
        }
        Generation empty = new Generation(
                "generation",
                new Position(TOPIC.incarnation(), 0, Position.UNKNOWN_EPOCH),
                TOPIC.partitions(),
                TYPE.definition(),
                new Generation.Build("store-empty", 0, RECORDS, NOW, 0),
                null,
                Duration.ofDays(1),
                null,
                0,
                0);
        partition.fold(empty, true, false, null);
        Ends ends = new Ends(0, RECORDS, RECORDS);
        Map<Integer, Ends> seen = Map.of(0, ends);
        partition.observe(
                ends,
                TestTimes.observation(TestTimes.moment(NOW), seen, Duration.ofDays(1), Duration.ofHours(1), TOPIC));
        lane.put(partition);
        lane.readOn(partition);
        return lane;
    }

    private Admin admin() {
        TopicDescription description = new TopicDescription(
                TYPE.topic(),
                false,
                List.of(new TopicPartitionInfo(0, null, List.of(), List.of())),
                Set.of(),
                TOPIC_ID);
        DescribeTopicsResult answer = Mockito.mock(DescribeTopicsResult.class);
        Mockito.when(answer.allTopicNames()).thenReturn(KafkaFuture.completedFuture(Map.of(TYPE.topic(), description)));
        Admin admin = Mockito.mock(Admin.class);
        Mockito.when(admin.describeTopics(anyCollection())).thenAnswer(asked -> {
            recordsLeftWhenAsked.add(RECORDS - consumer.polled);
            return answer;
        });
        return admin;
    }

    private static final class CountingConsumer extends MockConsumer<byte[], byte[]> {

        private int polled;
        /** Instead of what there is. */
        private @Nullable ConsumerRecords<byte[], byte[]> nextPoll;

        CountingConsumer() {
            super("none");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> records = nextPoll == null ? super.poll(timeout) : nextPoll;
            nextPoll = null;
            polled += records.count();
            return records;
        }
    }
}
