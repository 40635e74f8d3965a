package io.lastword.consumer.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.anyString;

import io.lastword.consumer.plan.RecoveryPlanner;
import io.lastword.consumer.reading.BatchGuard;
import io.lastword.consumer.reading.FlawLog;
import io.lastword.consumer.reading.FoldMeters;
import io.lastword.consumer.reading.FoldSettings;
import io.lastword.consumer.reading.Lane;
import io.lastword.consumer.reading.OwnedPartition;
import io.lastword.consumer.reading.OwnedPartitionTest;
import io.lastword.consumer.reading.RecordReader;
import io.lastword.consumer.recovery.Builds;
import io.lastword.consumer.recovery.Recovery;
import io.lastword.consumer.snapshot.HistoryWindowStore;
import io.lastword.consumer.snapshot.SnapshotStore;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class FoldLoopTest {

    private static final EntityType TYPE = OwnedPartitionTest.TYPE;
    private static final TopicPartition TOPIC_PARTITION = new TopicPartition(TYPE.topic(), 0);
    private static final TopicIdentity TOPIC = new TopicIdentity(new Incarnation("topic-id-of-this-log"), 1);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final FoldSettings SETTINGS = new FoldSettings(
            new FoldSettings.Rounds(10, 10, 10, 1_000_000),
            new FoldSettings.BesideServed(1, 0, Duration.ofSeconds(1)),
            Duration.ofMillis(20),
            Duration.ofMillis(10),
            TIMEOUT,
            TIMEOUT);
    private static final int RECORDS = 7;
    private static final int ROUNDS_TO_SEE = 3;

    private final SnapshotStore store = Mockito.mock(SnapshotStore.class);
    private final LogLookup lookup = Mockito.mock(LogLookup.class);
    private final Recovery recovery = Mockito.mock(Recovery.class);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FoldMeters meters = new FoldMeters(registry, TYPE.name());
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Lane live = new Lane(
            TYPE,
            consumer,
            lookup,
            definition -> new RecordReader(
                    new RecordCodec(definition.limits()), SETTINGS.rounds().batchSize(), 1_000_000, new FlawLog()),
            new BatchGuard(TYPE, new RecoveryPlanner(TIMEOUT), meters, TestTimes.of(CLOCK)),
            meters,
            SETTINGS);

    /** Else the store, some steps behind, is said to be whole where it is. */
    @Test
    void shouldNotServeABuildWhoseLastStepsWereNotApplied() throws Exception {
        Mockito.when(lookup.identity()).thenReturn(CompletableFuture.completedFuture(TOPIC));
        Mockito.when(lookup.await(any())).thenReturn(TOPIC);
        Mockito.when(lookup.observe(anyCollection())).thenReturn(new CompletableFuture<>());
        Mockito.when(store.apply(anyString(), anyInt(), any())).thenReturn(CompletableFuture.completedFuture(false));
        Mockito.doAnswer(plan -> {
                    buildFromTheStart();
                    return null;
                })
                .when(recovery)
                .plan(anyList(), any());
        consumer.updateBeginningOffsets(Map.of(TOPIC_PARTITION, 0L));
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(TOPIC_PARTITION)));

        FoldLoop loop = loop();
        Thread thread = new Thread(loop);
        thread.start();
        Mockito.verify(recovery, Mockito.timeout(20_000).atLeast(ROUNDS_TO_SEE)).plan(anyList(), any());
        loop.close();
        thread.join();

        Mockito.verify(recovery, Mockito.never()).serve(any(), any());
    }

    @Test
    void shouldShowPartitionsThatWaitAndNoneThatItLost() throws Exception {
        Mockito.when(lookup.observe(anyCollection())).thenReturn(new CompletableFuture<>());
        consumer.updateBeginningOffsets(Map.of(TOPIC_PARTITION, 0L));
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(TOPIC_PARTITION)));

        FoldLoop loop = loop();
        Thread thread = new Thread(loop);
        thread.start();
        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(waitingShown()).isEqualTo(1));
        consumer.schedulePollTask(() -> consumer.rebalance(List.of()));
        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(waitingShown()).isZero());
        loop.close();
        thread.join();
    }

    private double waitingShown() {
        return registry.get("lastword.fold.partitions")
                .tag("phase", "waiting")
                .gauge()
                .value();
    }

    private void buildFromTheStart() {
        OwnedPartition partition = live.partitions().iterator().next();
        Instant now = CLOCK.instant();
        partition.fold(
                new Generation(
                        "generation",
                        new Position(TOPIC.incarnation(), 0, Position.UNKNOWN_EPOCH),
                        TOPIC.partitions(),
                        TYPE.definition(),
                        new Generation.Build("store-empty", 0, RECORDS, now, 0),
                        null,
                        Duration.ofDays(1),
                        null,
                        0,
                        0),
                false,
                false,
                null);
        Ends ends = new Ends(0, RECORDS, RECORDS);
        partition.observe(
                ends,
                TestTimes.observation(
                        TestTimes.moment(now), Map.of(0, ends), Duration.ofDays(1), Duration.ofHours(1), TOPIC));
        live.readOn(partition);
        for (int i = 0; i < RECORDS; i++) {
            consumer.addRecord(
                    new ConsumerRecord<>(TYPE.topic(), 0, i, ("id-" + i).getBytes(UTF_8), "{}".getBytes(UTF_8)));
        }
    }

    private FoldLoop loop() {
        Builds builds = Mockito.mock(Builds.class);
        Mockito.when(builds.idle()).thenReturn(Duration.ofDays(1));
        Mockito.when(builds.partitions()).thenReturn(List.of());
        return new FoldLoop(
                TYPE,
                live,
                builds,
                lookup,
                store,
                Mockito.mock(HistoryWindowStore.class),
                recovery,
                meters,
                Mockito.mock(IndexMeters.class),
                SETTINGS,
                TestTimes.of(CLOCK));
    }
}
