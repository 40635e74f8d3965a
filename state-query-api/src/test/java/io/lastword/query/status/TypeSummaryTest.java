package io.lastword.query.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.query.status.TypeStatus.Partition;
import io.lastword.query.status.TypeStatus.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TypeSummaryTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void shouldStandAsItsWorstPartition() {
        Partition live = partition(State.LIVE, 1L, NOON);
        Partition rebuilding = partition(State.REBUILDING, 1L, NOON);
        Partition cold = partition(State.COLD, null, null);

        assertThat(TypeSummary.of(List.of(live, live)).state()).isEqualTo(State.LIVE);
        assertThat(TypeSummary.of(List.of(rebuilding, live)).state()).isEqualTo(State.REBUILDING);
        assertThat(TypeSummary.of(List.of(rebuilding, cold, live)).state()).isEqualTo(State.COLD);
        assertThat(TypeSummary.of(List.of(rebuilding, cold, live, cold)).coldPartitions())
                .isEqualTo(2);
    }

    @Test
    void shouldBeAsOldAsItsOldestPartition() {
        Partition old = partition(State.LIVE, 0L, NOON.minusSeconds(60));

        TypeSummary summary =
                TypeSummary.of(List.of(partition(State.LIVE, 0L, NOON), old, partition(State.COLD, null, null)));

        assertThat(summary.caughtUpAt()).isEqualTo(NOON.minusSeconds(60));
        assertThat(TypeSummary.of(List.of(partition(State.COLD, null, null))).caughtUpAt())
                .isNull();
    }

    @Test
    void shouldKnowItsLagOnlyWhereThatOfEveryPartitionIsKnown() {
        Partition three = partition(State.LIVE, 3L, NOON);
        Partition unknown = partition(State.LIVE, null, NOON);

        assertThat(TypeSummary.of(List.of(three, three)).lag()).isEqualTo(6);
        assertThat(TypeSummary.of(List.of(three, unknown)).lag()).isNull();
    }

    @Test
    void shouldAddItsCountsUp() {
        Partition one = partition(State.LIVE, 0L, NOON);

        TypeSummary summary = TypeSummary.of(List.of(one, one, one));

        assertThat(summary.liveEntities()).isEqualTo(30);
        assertThat(summary.unreadableEntities()).isEqualTo(6);
        assertThat(summary.misplacedKeys()).isEqualTo(3);
    }

    private static Partition partition(State state, @Nullable Long lag, @Nullable Instant caughtUpAt) {
        return new Partition(0, state, null, null, null, null, null, lag, caughtUpAt, null, null, 10, 2, 1, 0);
    }
}
