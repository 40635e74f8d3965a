package io.lastword.consumer.snapshot;

import io.lastword.kit.redis.ClusterRefusals;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Keeps the order of the steps of one partition's generations where a Redis Cluster does not. A step that is refused for
 * a moment or redirected may be overtaken by the next one of its generation, which is then fenced for that reason alone:
 * it is sent again when the one before it has been applied. Steps of different generations, such as the served one and
 * the one that is built beside it, have no order. Thread-safe.
 */
final class StepLane {

    private final Duration patience;
    private final Map<String, CompletableFuture<Boolean>> underWay = new HashMap<>();

    /** @param patience how long a step is repeated while it is refused */
    StepLane(Duration patience) {
        this.patience = patience;
    }

    /**
     * Sends a step right behind the one before it of the same generation.
     *
     * @return what the step returns the last time that it is sent; false if the one before it was not applied
     */
    synchronized CompletableFuture<Boolean> send(String generation, Supplier<CompletableFuture<Boolean>> step) {
        underWay.values().removeIf(CompletableFuture::isDone);
        CompletableFuture<Boolean> before = underWay.get(generation);
        CompletableFuture<Boolean> sent =
                before == null ? ClusterRefusals.repeat(step, patience) : sendBehind(before, step);
        underWay.put(generation, sent);
        return sent;
    }

    private CompletableFuture<Boolean> sendBehind(
            CompletableFuture<Boolean> before, Supplier<CompletableFuture<Boolean>> step) {
        return step.get()
                .exceptionallyCompose(failure -> ClusterRefusals.isForAMoment(failure)
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(failure))
                .thenCompose(applied -> applied
                        ? CompletableFuture.completedFuture(true)
                        : before.exceptionally(failure -> false)
                                .thenCompose(beforeApplied -> beforeApplied
                                        ? ClusterRefusals.repeat(step, patience)
                                        : CompletableFuture.completedFuture(false)));
    }
}
