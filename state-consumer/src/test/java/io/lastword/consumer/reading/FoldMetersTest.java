package io.lastword.consumer.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.consumer.fold.Delta;
import io.lastword.consumer.fold.Outcome;
import io.lastword.consumer.snapshot.StepContents;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.UnreadableEntity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldMetersTest {

    @Test
    void shouldCountWhatABatchLeavesUnreadable() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        FoldMeters meters = new FoldMeters(registry, "device");
        EntityId broken = new EntityId("broken");

        meters.folded(StepContents.of(
                new Delta(
                        Map.of(
                                broken,
                                new Outcome.Unreadable(new UnreadableEntity(broken, 7, Instant.EPOCH, "not JSON")),
                                new EntityId("ended"),
                                new Outcome.Gone()),
                        5,
                        2),
                1));

        assertThat(registry.get("lastword.fold.unreadable")
                        .tag("type", "device")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("lastword.fold.records").counter().count()).isEqualTo(5);
        assertThat(registry.get("lastword.fold.unaddressable").counter().count())
                .isEqualTo(2);
    }
}
