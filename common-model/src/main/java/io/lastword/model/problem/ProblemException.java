package io.lastword.model.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with a problem. The message is the problem's detail: what is wrong, where, and what to do.
 * What state remains is said by whoever throws it.
 */
public final class ProblemException extends RuntimeException {

    private final ProblemType type;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private @Nullable Duration retryAfter;

    public ProblemException(ProblemType type, String detail) {
        // Expected answers, not faults: no stack trace, which a reader polling a missing entity would pay for.
        super(detail, null, false, false);
        this.type = type;
    }

    /** Adds a member to the problem's body. */
    public ProblemException with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /** Sets when a retry makes sense. */
    public ProblemException retryAfter(Duration delay) {
        this.retryAfter = delay;
        return this;
    }

    public ProblemType type() {
        return type;
    }

    /** In the order in which they were added. */
    public Map<String, Object> members() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
