package io.lastword.producer.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lastword.producer.workload.WorkloadKind;
import io.lastword.producer.write.ChangeStream;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a simulation stands.
 *
 * @param rate changes a second asked for; absent for as many as the log takes and the limits allow
 * @param duration absent if it has no such end
 * @param changes how many it is to make; absent if it has no such end
 * @param reason why it was stopped or failed
 * @param progress 0 to 1, of changes or of duration, whichever is further
 * @param made changes made so far: accepted, rejected, unknown and in flight together
 * @param accepted changes in the log, on all in-sync replicas
 * @param rejected changes that are certainly not in the log
 * @param unknown changes that may or may not be in the log
 * @param achievedRate accepted changes a second, since the start
 * @param token a read that carries it sees everything that was accepted; absent if nothing was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SimulationReport(
        String name,
        WorkloadKind workload,
        String type,
        long entities,
        long seed,
        @Nullable Long rate,
        @Nullable Duration duration,
        @Nullable Long changes,
        SimulationState state,
        @Nullable String reason,
        double progress,
        long made,
        long accepted,
        long rejected,
        long unknown,
        double achievedRate,
        Instant startedAt,
        Duration elapsed,
        @Nullable String token) {

    static SimulationReport of(
            SimulationSpec spec,
            SimulationState state,
            @Nullable String reason,
            ChangeStream.Progress written,
            Instant startedAt,
            Duration elapsed) {
        long made = written.accepted() + written.rejected() + written.unknown() + written.inFlight();
        double seconds = Math.max(1, elapsed.toMillis()) / 1000.0;
        return new SimulationReport(
                spec.name(),
                spec.workload(),
                spec.type(),
                spec.entities(),
                spec.seed(),
                spec.rate(),
                spec.duration(),
                spec.changes(),
                state,
                reason,
                state == SimulationState.COMPLETED ? 1 : progress(spec, made, elapsed),
                made,
                written.accepted(),
                written.rejected(),
                written.unknown(),
                Math.round(written.accepted() / seconds * 10) / 10.0,
                startedAt,
                elapsed,
                written.token());
    }

    private static double progress(SimulationSpec spec, long made, Duration elapsed) {
        double ofChanges = spec.changes() == null ? 0 : (double) made / spec.changes();
        double ofDuration = spec.duration() == null
                ? 0
                : (double) elapsed.toMillis() / Math.max(1, spec.duration().toMillis());
        return Math.round(Math.min(1, Math.max(ofChanges, ofDuration)) * 1000) / 1000.0;
    }
}
