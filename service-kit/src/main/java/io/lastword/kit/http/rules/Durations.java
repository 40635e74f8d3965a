package io.lastword.kit.http.rules;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.convert.DurationStyle;

/** Reads the durations of requests, which carry their unit: a bare number would mean one to its sender and another here. */
public final class Durations {

    private Durations() {}

    /** Reads a duration of zero or more; empty if the text is none, or lacks its unit. */
    public static Optional<Duration> find(String text) {
        try {
            Duration duration = DurationStyle.detectAndParse(text);
            if (!duration.isNegative()
                    && duration.toMillis() >= 0
                    && !Character.isDigit(text.charAt(text.length() - 1))) {
                return Optional.of(duration);
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // It is none, like a negative one.
        }
        return Optional.empty();
    }

    /**
     * Reads a duration of zero or more.
     *
     * @throws ProblemException {@code INVALID_PARAMETER}, quoting the parameter, if the text is none
     */
    public static Duration parse(String parameter, String text) {
        return find(text)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID_PARAMETER,
                        parameter + "='" + text
                                + "' is not a duration with its unit; write it like 500ms, 2s or PT2S"));
    }
}
