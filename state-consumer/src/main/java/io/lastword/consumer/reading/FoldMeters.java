package io.lastword.consumer.reading;

import io.lastword.consumer.plan.RebuildReason;
import io.lastword.consumer.reading.FoldStatus.PartitionStatus;
import io.lastword.consumer.snapshot.StepContents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/** What one fold loop counts and shows. */
public final class FoldMeters {

    private final MeterRegistry registry;
    private final String type;
    private final Counter records;
    private final Counter unreadable;
    private final Counter unaddressable;
    private final Counter fenced;
    private final Counter slowBuilds;
    private final Counter storeFull;
    private final MultiGauge lag;
    private final MultiGauge builds;
    private final MultiGauge phases;
    private final MultiGauge putOff;

    public FoldMeters(MeterRegistry registry, String type) {
        this.registry = registry;
        this.type = type;
        this.records = registry.counter("lastword.fold.records", "type", type);
        this.unreadable = registry.counter("lastword.fold.unreadable", "type", type);
        this.unaddressable = registry.counter("lastword.fold.unaddressable", "type", type);
        this.fenced = registry.counter("lastword.fold.fenced", "type", type);
        this.slowBuilds = registry.counter("lastword.builds.slower.than.retention", "type", type);
        this.storeFull = registry.counter("lastword.store.full", "type", type);
        for (RebuildReason reason : RebuildReason.values()) {
            rebuilds(reason);
        }
        this.lag = MultiGauge.builder("lastword.fold.lag")
                .description("offsets between position and log end")
                .tag("type", type)
                .register(registry);
        this.builds = MultiGauge.builder("lastword.build.progress")
                .description("offsets read of those to read, 0 to 1")
                .tag("type", type)
                .register(registry);
        this.phases = MultiGauge.builder("lastword.fold.partitions")
                .description("partitions of this consumer by what they are doing")
                .tag("type", type)
                .register(registry);
        this.putOff = MultiGauge.builder("lastword.builds.put.off")
                .description("partitions whose rebuild was given up and is tried again later")
                .tag("type", type)
                .register(registry);
    }

    /** Shows, whenever somebody looks, for how long the partition that has stood still for the longest has done so. */
    public void showProgress(DoubleSupplier seconds) {
        Gauge.builder("lastword.fold.progress.age", seconds::getAsDouble)
                .description("since the partition that has stood still for the longest was known to have got on")
                .baseUnit("seconds")
                .tag("type", type)
                .register(registry);
    }

    /** Counts a batch; of each entity that it leaves unreadable only the last change counts. */
    void folded(StepContents contents) {
        records.increment(contents.records());
        unreadable.increment(contents.unreadableEntities());
        unaddressable.increment(contents.unaddressable());
    }

    void fenced() {
        fenced.increment();
    }

    void buildTooSlow() {
        slowBuilds.increment();
    }

    /** Counts a step that was refused for want of memory. */
    void storeFull() {
        storeFull.increment();
    }

    public void rebuild(RebuildReason reason) {
        rebuilds(reason).increment();
    }

    /** Shows how the partitions stand. */
    public void report(FoldStatus status) {
        List<MultiGauge.Row<?>> lags = new ArrayList<>();
        List<MultiGauge.Row<?>> progress = new ArrayList<>();
        Map<String, Long> putOffs = new TreeMap<>(Map.of(FoldStatus.STORE_FULL, 0L));
        for (PartitionStatus partition : status.partitions()) {
            Tags tags = Tags.of("partition", Integer.toString(partition.partition()));
            Long behind = partition.lag();
            if (behind != null) {
                lags.add(MultiGauge.Row.of(tags, behind));
            }
            String reason = partition.putOff();
            if (reason != null) {
                putOffs.merge(reason, 1L, Long::sum);
            }
            FoldStatus.Build build = partition.build();
            if (build != null) {
                double part = build.toRead() == 0 ? 1 : Math.min(1.0, build.read() / (double) build.toRead());
                progress.add(MultiGauge.Row.of(tags.and("reason", build.reason()), part));
            }
        }
        List<MultiGauge.Row<?>> counts = new ArrayList<>();
        for (FoldStatus.Phase phase : FoldStatus.Phase.values()) {
            long count = status.partitions().stream()
                    .filter(partition -> partition.phase() == phase)
                    .count();
            counts.add(MultiGauge.Row.of(Tags.of("phase", phase.name().toLowerCase(Locale.ROOT)), count));
        }
        lag.register(lags, true);
        builds.register(progress, true);
        phases.register(counts, true);
        List<MultiGauge.Row<?>> reasons = new ArrayList<>();
        putOffs.forEach((reason, count) -> reasons.add(MultiGauge.Row.of(Tags.of("reason", reason), count)));
        putOff.register(reasons, true);
    }

    private Counter rebuilds(RebuildReason reason) {
        return registry.counter("lastword.rebuilds", "type", type, "reason", reason.text());
    }
}
