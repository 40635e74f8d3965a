package io.lastword.producer.simulation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation is to do, as it was asked for.
 *
 * @param name {@value SimulationSpec#NAME_RULE}; null to be given one
 * @param type entity type to write to; null for the workload's own
 * @param entities how many there are at most, at least 1
 * @param rate changes a second, at least 1; null for as many as the log takes and the limits allow
 * @param duration how long to go on; null for no such end
 * @param changes how many to make; null for no such end or, where duration is null too, for twice as many as entities
 * @param seed null for 1
 */
public record SimulationRequest(
        @Nullable String name,
        WorkloadKind workload,
        @Nullable String type,
        long entities,
        @Nullable Long rate,
        @Nullable Duration duration,
        @Nullable Long changes,
        @Nullable Long seed) {}
