package io.lastword.consumer.health;

import io.lastword.consumer.loop.FoldLoops;
import io.lastword.consumer.reading.FoldStatus;
import io.lastword.consumer.reading.FoldStatus.PartitionStatus;
import io.lastword.consumer.reading.FoldStatus.Phase;
import io.lastword.consumer.reading.FoldStatus.Stand;
import io.lastword.consumer.topic.QuorumWitness;
import io.lastword.consumer.topic.Times;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down while a loop is dead, a partition is refused or has stood still for too long, or misplaced keys were found; details
 * per partition.
 */
public final class FoldHealth implements HealthIndicator {

    private final FoldLoops loops;
    private final QuorumWitness witness;
    private final Times times;
    private final Duration progressTimeout;

    /** @param progressTimeout how long a partition may stand at one position with something to read */
    public FoldHealth(FoldLoops loops, QuorumWitness witness, Times times, Duration progressTimeout) {
        this.loops = loops;
        this.witness = witness;
        this.times = times;
        this.progressTimeout = progressTimeout;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        for (FoldStatus status : loops.statuses()) {
            Map<String, Object> partitions = new LinkedHashMap<>();
            for (PartitionStatus partition : status.partitions()) {
                partitions.put(Integer.toString(partition.partition()), describe(partition));
                if (partition.phase() == Phase.REFUSED || partition.misplacedKeys()) {
                    health.down();
                }
            }
            for (Stand stand : status.stands()) {
                Duration standing = times.elapsed(stand.since());
                if (standing.compareTo(progressTimeout) > 0) {
                    health.down();
                    partitions.put(
                            stand.partition() + (stand.beside() ? ", its build" : "") + ", no progress",
                            describe(stand, standing));
                }
            }
            if (!status.running()) {
                health.down();
            }
            health.withDetail(status.type(), status.running() ? partitions : "the fold loop has ended");
        }
        if (!witness.unavailable().isEmpty()) {
            health.withDetail("metadata quorum", witness.unavailable());
        }
        return health.build();
    }

    private static String describe(Stand stand, Duration standing) {
        return "it has stood at offset %s for %d s: %s"
                .formatted(
                        stand.offset() < 0 ? "(not known yet)" : stand.offset(),
                        standing.toSeconds(),
                        stand.cause().isEmpty() ? "the cause is not known" : stand.cause());
    }

    private static String describe(PartitionStatus partition) {
        StringBuilder text = new StringBuilder(partition.phase().name().toLowerCase(java.util.Locale.ROOT));
        if (!partition.why().isEmpty()) {
            text.append(": ").append(partition.why());
        }
        if (partition.lag() != null) {
            text.append(", lag ").append(partition.lag());
        }
        if (partition.caughtUpAt() != null) {
            text.append(", caught up at ").append(partition.caughtUpAt());
        }
        FoldStatus.Build build = partition.build();
        if (build != null) {
            text.append(", building (").append(build.reason()).append("): ");
            text.append(build.read()).append(" of ").append(build.toRead());
        }
        if (partition.putOff() != null) {
            text.append(", rebuild put off: ").append(partition.putOff());
        }
        if (partition.misplacedKeys()) {
            text.append(", misplaced-keys: records were written with another partitioner than Kafka's default");
        }
        return text.toString();
    }
}
