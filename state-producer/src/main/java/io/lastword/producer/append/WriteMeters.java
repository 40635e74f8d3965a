package io.lastword.producer.append;

import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Counts the changes given to the log by what became of them. Thread-safe. */
public final class WriteMeters {

    private final Map<String, Map<Outcome, Counter>> counters = new HashMap<>();

    /** What became of a change; {@link AppendListener} defines the cases. */
    enum Outcome {
        APPENDED,
        NOT_WRITTEN,
        UNKNOWN
    }

    /** To be made once for each registry. */
    public WriteMeters(MeterRegistry registry, EntityTypes types, LogStatus status) {
        for (EntityType type : types.all()) {
            Map<Outcome, Counter> ofType = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                ofType.put(
                        outcome,
                        Counter.builder("lastword.writes")
                                .description("Changes given to the log, by what became of them")
                                .tag("type", type.name())
                                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                                .register(registry));
            }
            counters.put(type.name(), ofType);
            Gauge.builder("lastword.topic.ready", () -> status.isReady(type) ? 1 : 0)
                    .description("1 if the type's topic can be written to")
                    .tag("type", type.name())
                    .register(registry);
        }
    }

    void count(EntityType type, Outcome outcome) {
        Map<Outcome, Counter> ofType = counters.get(type.name());
        Counter counter = ofType == null ? null : ofType.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }
}
