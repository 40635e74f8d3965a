package io.lastword.query.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.store.Layout;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import io.lastword.query.currency.MovableClock;
import io.lastword.query.currency.PositionWatch;
import io.lastword.query.lookup.EntityLookup;
import io.lastword.query.snapshot.SnapshotReader;
import io.lastword.query.snapshot.StatusReader;
import io.lastword.query.snapshot.StoredTimes;
import io.lastword.query.status.TypeSummaries.Look;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** On a store that does not answer, which is where asking it too often would hurt most. */
class TypeSummariesTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final MovableClock clock = new MovableClock();
    private final TypeSummaries summaries = summaries();

    @Test
    void shouldAskTheStoreOnceASecondHoweverOftenItIsAsked() {
        summaries.look();
        clock.now = clock.now.plusMillis(999);
        summaries.look();
        int within = asked.get();
        clock.now = clock.now.plusMillis(1);
        summaries.look();

        assertThat(within).isEqualTo(1);
        assertThat(asked).hasValue(2);
    }

    @Test
    void shouldSayWhyNothingIsKnown() {
        Look look = summaries.look();

        assertThat(look.byType()).isEmpty();
        assertThat(look.failure()).contains("Redis did not answer", "gone");
    }

    private TypeSummaries summaries() {
        Layout layout = new Layout("test:");
        StoredTimes times = new StoredTimes(Duration.ZERO, clock);
        SnapshotReader reader = new SnapshotReader(this::gone, layout, Duration.ZERO, times);
        StatusReader statuses = new StatusReader(this::gone, layout);
        PositionWatch watch = new PositionWatch(reader, Duration.ofSeconds(1));
        EntityLookup lookup = new EntityLookup(reader, statuses, watch, Duration.ZERO, clock, clock.ticker());
        EntityTypes types =
                EntityTypes.of(Map.of("device", TypeSettings.defaults(), "driver", TypeSettings.defaults()));
        return new TypeSummaries(
                types.all(), new TypeStatus(lookup, statuses, times, clock), clock.ticker(), Runnable::run);
    }

    private RedisClusterAsyncCommands<byte[], byte[]> gone() {
        asked.incrementAndGet();
        throw new IllegalStateException("gone");
    }
}
