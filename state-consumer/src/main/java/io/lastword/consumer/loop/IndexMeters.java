package io.lastword.consumer.loop;

import io.lastword.consumer.reading.OwnedPartition;
import io.lastword.consumer.snapshot.SnapshotStore;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.limit.Deadline;
import io.lastword.model.limit.Ticker;
import io.lastword.model.store.FoldDefinition;
import io.lastword.model.store.Generation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how many of the entities that this consumer serves are not in an index, because they have no value of its kind.
 * Nothing waits for the store: what a look asked for is shown by the next one. Loop thread only.
 */
final class IndexMeters {

    private static final Logger log = LoggerFactory.getLogger(IndexMeters.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final String type;
    private final SnapshotStore store;
    private final MultiGauge gauge;
    private final Ticker ticker;
    private List<CompletableFuture<Map<String, Long>>> asked = List.of();
    private Deadline nextLook;
    private boolean shown = true;

    IndexMeters(MeterRegistry registry, String type, SnapshotStore store, Ticker ticker) {
        this.type = type;
        this.store = store;
        this.ticker = ticker;
        this.nextLook = Deadline.in(Duration.ZERO, ticker);
        this.gauge = MultiGauge.builder("lastword.index.unindexed.entities")
                .description("live entities that have no value of the index's kind")
                .tag("type", type)
                .register(registry);
    }

    /** Shows what is known of the partitions since the last look, and asks anew where that is due. */
    void look(Collection<OwnedPartition> partitions) {
        if (!asked.stream().allMatch(CompletableFuture::isDone)) {
            return;
        }
        if (!shown) {
            show();
            shown = true;
        }
        if (!nextLook.isOver()) {
            return;
        }
        shown = false;
        nextLook = Deadline.in(PERIOD, ticker);
        List<CompletableFuture<Map<String, Long>>> asking = new ArrayList<>();
        for (OwnedPartition partition : partitions) {
            Generation generation = partition.generation();
            List<String> indexes = names(partition.definition());
            if (generation != null && partition.isServed() && !indexes.isEmpty()) {
                asking.add(store.unindexed(type, partition.number(), generation.id(), indexes));
            }
        }
        asked = asking;
    }

    private void show() {
        Map<String, Long> sums = new TreeMap<>();
        for (CompletableFuture<Map<String, Long>> answer : asked) {
            if (answer.isCompletedExceptionally()) {
                log.debug("{}: the store did not say how full its indexes are", type);
                gauge.register(List.of(), true);
                return;
            }
            answer.join().forEach((index, count) -> sums.merge(index, count, Long::sum));
        }
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        sums.forEach((index, count) -> rows.add(MultiGauge.Row.of(Tags.of("index", index), count)));
        gauge.register(rows, true);
    }

    private static List<String> names(FoldDefinition definition) {
        return definition.indexes().declared().stream()
                .map(IndexDefinition::name)
                .toList();
    }
}
