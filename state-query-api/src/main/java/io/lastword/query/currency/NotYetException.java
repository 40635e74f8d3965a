package io.lastword.query.currency;

import io.lastword.model.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * There is no true answer yet, but there may be one soon: whoever asked is to ask again in a while, and needs no thread until
 * then. Nothing was done.
 */
public final class NotYetException extends RuntimeException {

    private final transient Supplier<CompletableFuture<Void>> wait;
    private final @Nullable Duration atMost;
    private ProblemException problem;

    /**
     * @param problem the answer if it is not waited any longer
     * @param atMost longest that one who asks waits in all, or null if the wait ends by itself
     * @param wait begins to wait; what it returns ends when it is worth asking again, and may be cancelled
     */
    NotYetException(ProblemException problem, @Nullable Duration atMost, Supplier<CompletableFuture<Void>> wait) {
        super(problem.getMessage(), null, false, false);
        this.problem = problem;
        this.atMost = atMost;
        this.wait = wait;
    }

    /** There may be an answer after some time. */
    public static NotYetException after(Duration time, ProblemException problem) {
        return new NotYetException(
                problem,
                null,
                () -> new CompletableFuture<Void>()
                        .completeOnTimeout(null, Math.max(0, time.toMillis()) + 1, TimeUnit.MILLISECONDS));
    }

    /** Begins to wait; what is returned ends, without a failure, when it is worth asking again, and may be cancelled. */
    public CompletableFuture<Void> await() {
        return wait.get();
    }

    /** Longest that one who asks waits in all, or null if the wait ends by itself. */
    public @Nullable Duration atMost() {
        return atMost;
    }

    /** The answer if it is not waited any longer. */
    public ProblemException problem() {
        return problem;
    }

    /** Has this be the answer instead of waiting. */
    public void refuse(ProblemException instead) {
        problem = instead;
    }
}
