package io.lastword.producer.simulation;

import io.lastword.producer.workload.WorkloadKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SimulationRequest} with everything decided; at least one of duration and changes is there.
 *
 * @param rate null for as many as the log takes and the limits allow
 */
record SimulationSpec(
        String name,
        WorkloadKind workload,
        String type,
        long entities,
        @Nullable Long rate,
        @Nullable Duration duration,
        @Nullable Long changes,
        long seed) {

    private static final long DEFAULT_SEED = 1;

    /** @param defaultName for a request that has none */
    static SimulationSpec of(SimulationRequest request, String defaultName) {
        Long changes = request.changes();
        if (changes == null && request.duration() == null) {
            changes = 2 * Math.min(request.entities(), Long.MAX_VALUE / 2);
        }
        return new SimulationSpec(
                request.name() == null ? defaultName : request.name(),
                request.workload(),
                request.type() == null ? request.workload().defaultType() : request.type(),
                request.entities(),
                request.rate(),
                request.duration(),
                changes,
                request.seed() == null ? DEFAULT_SEED : request.seed());
    }
}
