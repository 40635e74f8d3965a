package io.lastword.query.health;

import io.lastword.model.text.Times;
import io.lastword.query.status.TypeSummaries;
import io.lastword.query.status.TypeSummaries.Look;
import io.lastword.query.status.TypeSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * How current the snapshots of each type are. It is up however stale they are, since every answer says so itself; it is
 * unknown while the store does not answer, which another indicator calls down.
 */
public final class SnapshotHealth implements HealthIndicator {

    private static final String UNKNOWN = "unknown";

    private final TypeSummaries summaries;
    private final Clock clock;

    public SnapshotHealth(TypeSummaries summaries, Clock clock) {
        this.summaries = summaries;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Look look = summaries.look();
        if (look.failure() != null) {
            return Health.unknown().withDetail("store", look.failure()).build();
        }
        Health.Builder health = Health.up();
        look.byType().forEach((type, summary) -> health.withDetail(type, describe(summary)));
        return health.build();
    }

    private Map<String, Object> describe(TypeSummary summary) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", summary.state().name().toLowerCase(Locale.ROOT));
        details.put("lag", summary.lag() == null ? UNKNOWN : summary.lag());
        Instant caughtUpAt = summary.caughtUpAt();
        details.put("caughtUpAt", caughtUpAt == null ? UNKNOWN : Times.text(caughtUpAt));
        if (caughtUpAt != null) {
            long age = Duration.between(caughtUpAt, clock.instant()).toSeconds();
            details.put("caughtUpAgeSeconds", Math.max(0, age));
        }
        details.put("coldPartitions", summary.coldPartitions());
        return details;
    }
}
