package io.lastword.query.health;

import io.lastword.model.types.EntityType;
import io.lastword.query.status.TypeSummaries;
import io.lastword.query.status.TypeSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How current the snapshots of each type are, as gauges; NaN where that is not known. */
public final class SnapshotMeters implements MeterBinder {

    private static final double MILLIS_PER_SECOND = 1_000;

    private final Collection<EntityType> types;
    private final TypeSummaries summaries;
    private final Clock clock;

    public SnapshotMeters(Collection<EntityType> types, TypeSummaries summaries, Clock clock) {
        this.types = types;
        this.summaries = summaries;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (EntityType type : types) {
            gauge(type, "caught.up.age", "since the least current partition was caught up", this::age)
                    .baseUnit("seconds")
                    .register(registry);
            gauge(type, "lag", "offsets of the log that are not folded yet", TypeSummary::lag)
                    .register(registry);
            gauge(type, "cold.partitions", "partitions that nothing is served from", TypeSummary::coldPartitions)
                    .register(registry);
            gauge(
                            type,
                            "unreadable.entities",
                            "entities whose last change could not be read",
                            TypeSummary::unreadableEntities)
                    .register(registry);
            gauge(type, "misplaced.keys", "keys in partitions where they do not belong", TypeSummary::misplacedKeys)
                    .register(registry);
        }
    }

    private Gauge.Builder<?> gauge(
            EntityType type, String name, String description, Function<TypeSummary, @Nullable Number> value) {
        return Gauge.builder("lastword.snapshots." + name, () -> value(type, value))
                .tag("type", type.name())
                .description(description);
    }

    private double value(EntityType type, Function<TypeSummary, @Nullable Number> value) {
        TypeSummary summary = summaries.look().byType().get(type.name());
        Number number = summary == null ? null : value.apply(summary);
        return number == null ? Double.NaN : number.doubleValue();
    }

    private @Nullable Number age(TypeSummary summary) {
        return summary.caughtUpAt() == null
                ? null
                : Math.max(
                                0,
                                Duration.between(summary.caughtUpAt(), clock.instant())
                                        .toMillis())
                        / MILLIS_PER_SECOND;
    }
}
