package io.lastword.producer.simulation;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.producer.workload.WorkloadKind;
import java.time.Duration;

/**
 * What simulations may do to a cluster that others use.
 *
 * @param maxConcurrent simulations that run at once
 * @param maxEntities of one simulation, at most {@link WorkloadKind#MAX_ENTITIES}
 * @param maxRate changes a second of one simulation, also of one that asks for no rate
 * @param maxDuration after which any simulation is stopped
 */
public record SimulationLimits(int maxConcurrent, long maxEntities, long maxRate, Duration maxDuration) {

    private static final String PREFIX = "lastword.producer.simulation.";

    /** @throws ProblemException {@code SIMULATION_OVER_LIMIT}, naming the setting */
    void check(SimulationSpec spec) {
        if (spec.entities() > maxEntities) {
            throw over("entities is " + spec.entities(), Long.toString(maxEntities), "max-entities");
        }
        if (spec.rate() != null && spec.rate() > maxRate) {
            throw over("rate is " + spec.rate(), Long.toString(maxRate), "max-rate");
        }
        if (spec.duration() != null && spec.duration().compareTo(maxDuration) > 0) {
            throw over("duration is " + spec.duration(), maxDuration.toString(), "max-duration");
        }
    }

    private static ProblemException over(String what, String most, String setting) {
        return new ProblemException(
                ProblemType.SIMULATION_OVER_LIMIT,
                what + "; at most " + most + " is allowed here (" + PREFIX + setting + ")");
    }
}
