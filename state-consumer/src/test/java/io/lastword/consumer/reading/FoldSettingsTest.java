package io.lastword.consumer.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexSet;
import io.lastword.model.store.FoldDefinition;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldSettingsTest {

    @Test
    void shouldMakeStepsSmallerTheMoreIndexesAreKept() {
        assertThat(settings(1_000).batchSize(withIndexes(0))).isEqualTo(1_000);
        assertThat(settings(1_000).batchSize(withIndexes(3))).isEqualTo(250);
        assertThat(settings(2).batchSize(withIndexes(3))).isEqualTo(1);
    }

    @Test
    void shouldLeaveNoRestOfABatchForAStepOfItsOwn() {
        assertThat(settings(1_000).batchSize(withIndexes(2))).isEqualTo(334);
        assertThat(settings(1_000).batchSize(withIndexes(8))).isEqualTo(112);
    }

    @Test
    void shouldPollNoMoreRecordsThanARoundHasBytesForAtTheirLargest() {
        assertThat(FoldSettings.Rounds.of(1_000, 5_000, 16 << 20, 512 << 10).pollRecords())
                .isEqualTo(32);
        assertThat(FoldSettings.Rounds.of(1_000, 5_000, 16 << 20, 1 << 10).pollRecords())
                .isEqualTo(1_000);
        assertThat(FoldSettings.Rounds.of(1_000, 5_000, 1 << 20, 2 << 20).pollRecords())
                .isEqualTo(1);
    }

    private static FoldSettings settings(int batchSize) {
        Duration any = Duration.ofSeconds(1);
        return new FoldSettings(
                new FoldSettings.Rounds(batchSize, batchSize, batchSize, 1_000_000),
                new FoldSettings.BesideServed(1, 0, Duration.ofSeconds(1)),
                any,
                any,
                any,
                any);
    }

    private static FoldDefinition withIndexes(int count) {
        List<IndexDefinition> declared = IntStream.range(0, count)
                .mapToObj(i -> new IndexDefinition("field" + i, IndexDefinition.Kind.STRING, List.of("/field" + i)))
                .toList();
        return new FoldDefinition(new StateLimits(1_000, 10), new IndexSet(true, declared));
    }
}
