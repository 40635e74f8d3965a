package io.lastword.producer.config;

import io.lastword.producer.append.LogStatus;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Part of readiness: in service once the topics are provisioned and while the broker answers. A single topic that was
 * lost later shows in the details and does not take the other types out of service.
 */
final class LogHealth implements HealthIndicator {

    private final LogStatus status;

    LogHealth(LogStatus status) {
        this.status = status;
    }

    @Override
    public Health health() {
        Optional<String> trouble = status.trouble();
        Health.Builder health =
                trouble.isPresent() ? Health.outOfService().withDetail("reason", trouble.get()) : Health.up();
        return health.withDetail("topics", status.topics()).build();
    }
}
