package io.lastword.producer.simulation;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.producer.workload.WorkloadKind;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation is to do, as it was asked for.
 *
 * @param name {@value #NAME_RULE}; null to be given one
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
        @Nullable Long seed) {

    static final String NAME_RULE = "1 to 63 lower-case letters, digits and '-', beginning with a letter or digit";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** @throws ProblemException {@code INVALID_SIMULATION}, saying which value is not usable */
    public SimulationRequest {
        if (name != null && !NAME.matcher(name).matches()) {
            throw invalid("the name is not usable; it must have " + NAME_RULE);
        }
        requireAtLeastOne("entities", entities);
        requireAtLeastOne("rate", rate);
        requireAtLeastOne("changes", changes);
        if (duration != null && (duration.isZero() || duration.isNegative())) {
            throw invalid("duration is " + duration + "; it must be more than nothing, such as 30s");
        }
    }

    private static void requireAtLeastOne(String name, @Nullable Long value) {
        if (value != null && value < 1) {
            throw invalid(name + " is " + value + "; it must be at least 1");
        }
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.INVALID_SIMULATION, detail);
    }
}
