package io.lastword.consumer.log;

import io.lastword.consumer.fold.Delta;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What one fold loop counts. */
final class FoldMeters {

    private final MeterRegistry registry;
    private final String type;
    private final Counter records;
    private final Counter unaddressable;
    private final Counter fenced;
    private final Counter slowBuilds;

    FoldMeters(MeterRegistry registry, String type) {
        this.registry = registry;
        this.type = type;
        this.records = registry.counter("lastword.fold.records", "type", type);
        this.unaddressable = registry.counter("lastword.fold.unaddressable", "type", type);
        this.fenced = registry.counter("lastword.fold.fenced", "type", type);
        this.slowBuilds = registry.counter("lastword.builds.slower.than.retention", "type", type);
    }

    void folded(Delta delta) {
        records.increment(delta.records());
        unaddressable.increment(delta.unaddressable());
    }

    void fenced() {
        fenced.increment();
    }

    void buildTooSlow() {
        slowBuilds.increment();
    }

    void rebuild(RebuildReason reason) {
        registry.counter("lastword.rebuilds", "type", type, "reason", reason.text())
                .increment();
    }
}
