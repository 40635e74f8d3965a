package io.lastword.query.web;

import io.lastword.kit.http.rules.Durations;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.token.InvalidTokenException;
import io.lastword.model.token.Token;
import io.lastword.query.currency.Demand;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters that every query of the snapshots takes: {@code after}, {@code timeout} and {@code maxStale}.
 *
 * @param byDefault how long a read with a token waits if it does not say
 * @param longest the longest that a read may ask to wait
 */
public record DemandReader(Duration byDefault, Duration longest) {

    public static final String AFTER = "after";
    public static final String TIMEOUT = "timeout";
    public static final String MAX_STALE = "maxStale";

    /** Reads the demand of a request, as the other method does. */
    public Demand read(String type, HttpServletRequest request) {
        return read(type, request.getParameter(AFTER), request.getParameter(TIMEOUT), request.getParameter(MAX_STALE));
    }

    /**
     * Reads the demand of a query about one type.
     *
     * @throws ProblemException if a parameter is not usable, quoting it
     * @throws InvalidTokenException if the token is not one
     */
    public Demand read(String type, @Nullable String after, @Nullable String timeout, @Nullable String maxStale) {
        Token token = after == null ? null : Token.decode(after);
        if (token != null && !token.type().equals(type)) {
            throw new ProblemException(
                    ProblemType.INVALID_TOKEN,
                    "after='" + after + "' is a token of type '" + token.type() + "', not of '" + type
                            + "'; use the token of a write to this type");
        }
        Duration wait = timeout == null ? byDefault : Durations.parse("timeout", timeout);
        if (wait.compareTo(longest) > 0) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "timeout='" + timeout + "' is longer than " + longest.toMillis() + "ms; ask again instead");
        }
        return new Demand(token, wait, maxStale == null ? null : Durations.parse("maxStale", maxStale));
    }
}
