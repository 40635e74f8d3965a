package io.lastword.consumer.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.consumer.topic.LogUnavailableException;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexSet;
import io.lastword.model.store.FoldDefinition;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogReplayTest {

    private static final TopicPartition PARTITION = new TopicPartition("topic", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final LogReplay replay = new LogReplay(
            consumer,
            PARTITION,
            1,
            new FoldDefinition(new StateLimits(1_000, 10), IndexSet.BY_ID),
            Duration.ofMillis(200));
    private long end;

    @Test
    void shouldKeepTheLastWordOnEachKeyBeforeTheEnd() {
        append("a", "{}");
        append("b", "{}");
        append("b", null);
        append("c", "{}");
        append("c", "no state");
        append("a", "{\"n\":1}");
        append("b", "{\"beyond\":true}");

        Map<EntityId, Entry> entries = replay.fold(Slice.WHOLE, 0, 6, 10);

        assertThat(entries).containsOnlyKeys(new EntityId("a"), new EntityId("c"));
        assertThat(entries.get(new EntityId("a")).revision()).isEqualTo(5);
        assertThat(entries.get(new EntityId("c"))).isEqualTo(Entry.unreadable(4));
    }

    @Test
    void shouldHoldNoMoreKeysThanItMay() {
        append("a", "{}");
        append("b", "{}");
        append("c", null);

        assertThat(replay.fold(Slice.WHOLE, 0, 3, 2)).hasSize(2);
        append("d", "{}");
        assertThatThrownBy(() -> replay.fold(Slice.WHOLE, 3, 4, 0)).isInstanceOf(SliceTooLargeException.class);
    }

    @Test
    void shouldTellWhichOfTheEntitiesHaveChanged() {
        append("a", "{}");
        append("b", null);
        append("c", "no state");
        append("beyond", "{}");
        Set<EntityId> asked = Set.of(new EntityId("b"), new EntityId("c"), new EntityId("beyond"), new EntityId("x"));

        Set<EntityId> changed = replay.changed(Slice.WHOLE, 0, 3, asked);

        assertThat(changed).containsExactlyInAnyOrder(new EntityId("b"), new EntityId("c"));
    }

    @Test
    void shouldGiveUpWhereNothingComes() {
        append("a", "{}");

        assertThatThrownBy(() -> replay.fold(Slice.WHOLE, 0, 2, 10))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("nothing was read beyond offset 1");
    }

    @Test
    void shouldSayThatTheLogHasChangedWhereItsBeginningIsGone() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 5L));
        consumer.updateEndOffsets(Map.of(PARTITION, 9L));
        consumer.schedulePollTask(() -> consumer.setPollException(
                new org.apache.kafka.clients.consumer.OffsetOutOfRangeException(Map.of(PARTITION, 0L))));

        assertThatThrownBy(() -> replay.fold(Slice.WHOLE, 0, 9, 10)).isInstanceOf(ChangedMeanwhileException.class);
    }

    private void append(String key, @Nullable String value) {
        long offset = end++;
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(), 0, offset, key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8))));
    }
}
