package io.lastword.consumer.snapshot;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Waits for the store's answers, each for a bounded time. */
final class Answers {

    /** In what Redis says of a command, and of a script that has one. */
    private static final String OUT_OF_MEMORY = "OOM command not allowed";

    private Answers() {}

    /** @throws StoreUnavailableException if there is no answer, or an error for one */
    public static <T> T await(Supplier<? extends CompletionStage<T>> command, Duration timeout) {
        try {
            return command.get().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unavailable(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (TimeoutException | RuntimeException e) {
            throw unavailable(e);
        }
    }

    /** Asks about each partition at once, and waits for all together no longer than for one. */
    static <T> Answered<T> each(
            Collection<Integer> partitions, IntFunction<? extends CompletionStage<T>> question, Duration timeout) {
        Map<Integer, CompletionStage<T>> asked = new LinkedHashMap<>();
        Map<Integer, StoreUnavailableException> failures = new TreeMap<>();
        for (Integer partition : partitions) {
            try {
                asked.put(partition, question.apply(partition));
            } catch (RuntimeException e) {
                failures.put(partition, unavailable(e));
            }
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<Integer, T> answers = new TreeMap<>();
        asked.forEach((partition, answer) -> {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            try {
                answers.put(partition, await(() -> answer, left));
            } catch (StoreUnavailableException e) {
                failures.put(partition, e);
            }
        });
        return new Answered<>(answers, failures);
    }

    static StoreUnavailableException unavailable(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof RedisCommandExecutionException && message != null && message.contains(OUT_OF_MEMORY)
                ? new StoreFullException("store-full: Redis is at its memory limit (OOM); raise maxmemory", cause)
                : new StoreUnavailableException("Redis did not answer: " + cause, cause);
    }
}
