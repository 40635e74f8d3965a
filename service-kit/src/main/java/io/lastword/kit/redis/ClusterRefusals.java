package io.lastword.kit.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a Redis Cluster refuses for a moment: while the slot is on its way from one master to another, or has no master.
 * Such a refusal says that nothing was done, so the call may be made again.
 */
public final class ClusterRefusals {

    private static final Set<String> FOR_A_MOMENT = Set.of("TRYAGAIN", "CLUSTERDOWN", "MOVED", "ASK");
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 80;

    private ClusterRefusals() {}

    public static boolean isForAMoment(Throwable failure) {
        Throwable cause = unwrap(failure);
        String message = cause.getMessage();
        return cause instanceof RedisCommandExecutionException
                && message != null
                && FOR_A_MOMENT.contains(message.split(" ", 2)[0]);
    }

    /** Makes a call again and again while it is refused for a moment; the last time begins within the time given. */
    public static <T> CompletableFuture<T> repeat(Supplier<CompletableFuture<T>> call, Duration within) {
        return attempt(call, System.nanoTime() + within.toNanos(), FIRST_PAUSE_MILLIS);
    }

    public static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static <T> CompletableFuture<T> attempt(
            Supplier<CompletableFuture<T>> call, long deadline, long pauseMillis) {
        return call.get().exceptionallyCompose(failure -> {
            if (!isForAMoment(failure) || System.nanoTime() + pauseMillis * 1_000_000 > deadline) {
                return CompletableFuture.failedFuture(unwrap(failure));
            }
            Executor later = CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS);
            long nextPause = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            return CompletableFuture.supplyAsync(() -> attempt(call, deadline, nextPause), later)
                    .thenCompose(Function.identity());
        });
    }
}
