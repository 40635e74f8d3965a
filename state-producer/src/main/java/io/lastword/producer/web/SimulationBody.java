package io.lastword.producer.web;

import io.lastword.kit.http.rules.Durations;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.producer.simulation.SimulationRequest;
import io.lastword.producer.workload.WorkloadKind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** A {@link SimulationRequest} as JSON. A member that it does not know is refused: it might have been a limit. */
record SimulationBody(
        @Nullable String name,

        @Nullable String workload,

        @Nullable String type,

        @Nullable Long entities,

        @Nullable Long rate,

        @Nullable String duration,

        @Nullable Long changes,

        @Nullable Long seed) {

    private static final int MAX_BYTES = 16 << 10;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    /**
     * Reads a request's body.
     *
     * @throws ProblemException {@code INVALID_SIMULATION}, saying what is wrong with it
     */
    static SimulationRequest read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw invalid("the body is longer than " + MAX_BYTES + " bytes");
        }
        try {
            SimulationBody read = JSON.readValue(bytes, SimulationBody.class);
            if (read == null) {
                throw invalid("the body is null; it must be a JSON object");
            }
            return read.toRequest();
        } catch (JacksonException e) {
            throw invalid(describe(e));
        }
    }

    private SimulationRequest toRequest() {
        if (workload == null) {
            throw invalid("the member 'workload' is missing; it must be one of: " + WorkloadKind.names());
        }
        WorkloadKind kind = WorkloadKind.find(workload)
                .orElseThrow(() -> invalid("there is no such workload; the known ones are: " + WorkloadKind.names()));
        if (entities == null) {
            throw invalid("the member 'entities' is missing; it must be how many there are at most");
        }
        return new SimulationRequest(name, kind, type, entities, rate, parse(duration), changes, seed);
    }

    private static @Nullable Duration parse(@Nullable String text) {
        return text == null
                ? null
                : Durations.find(text)
                        .orElseThrow(
                                () -> invalid(
                                        "the member 'duration' is '" + text
                                                + "', which is not a duration with its unit; write it as in \"30s\", \"10m\" or \"PT1H\""));
    }

    private static String describe(JacksonException e) {
        String member = e.getPath().isEmpty() ? null : e.getPath().get(0).getPropertyName();
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "there is no member '" + member + "'; the known ones are: " + unknown.getKnownPropertyIds();
        }
        if (e instanceof StreamReadException) {
            return "the body is not JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse("");
        }
        return member == null
                ? "the body must be one JSON object"
                : "the member '" + member + "' is not usable; numbers are whole, and all else is text";
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.INVALID_SIMULATION, detail);
    }
}
