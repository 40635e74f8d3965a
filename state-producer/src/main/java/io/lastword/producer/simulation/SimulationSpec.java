package io.lastword.producer.simulation;

import io.lastword.model.ProblemException;
import io.lastword.model.ProblemType;
import java.time.Duration;
import java.util.regex.Pattern;
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

    static final String NAME_RULE = "1 to 63 lower-case letters, digits and '-', beginning with a letter or digit";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final long DEFAULT_SEED = 1;

    /** @throws ProblemException {@code INVALID_SIMULATION}, saying which value is not usable */
    SimulationSpec {
        if (!NAME.matcher(name).matches()) {
            throw invalid("the name is not usable; it must have " + NAME_RULE);
        }
        atLeastOne("entities", entities);
        atLeastOne("rate", rate);
        atLeastOne("changes", changes);
        if (duration != null && (duration.isZero() || duration.isNegative())) {
            throw invalid("duration is " + duration + "; it must be more than nothing, such as 30s");
        }
    }

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

    private static void atLeastOne(String name, @Nullable Long value) {
        if (value != null && value < 1) {
            throw invalid(name + " is " + value + "; it must be at least 1");
        }
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.INVALID_SIMULATION, detail);
    }
}
