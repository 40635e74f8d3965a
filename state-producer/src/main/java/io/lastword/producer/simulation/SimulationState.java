package io.lastword.producer.simulation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a simulation is; running comes first, and each of the others is an end. */
public enum SimulationState {
    RUNNING,
    /** All of it was made and is in the log. */
    COMPLETED,
    /** It was told to stop, or the longest duration allowed was over. */
    STOPPED,
    /** The log failed; the reason says how. */
    FAILED;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
