package io.lastword.kit.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Waits for what Redis replies. */
public final class Replies {

    /** In what Redis says of a command, and of a script that has one. */
    private static final String OUT_OF_MEMORY = "OOM command not allowed";

    private Replies() {}

    /**
     * Waits for a reply for as long as the client does, since a second clock on every read is not free.
     *
     * @throws StoreUnavailableException if there is no reply, or an error for one
     */
    public static <T> T await(Supplier<? extends CompletionStage<T>> command) {
        try {
            return command.get().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw unavailable(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (RuntimeException e) {
            throw unavailable(e);
        }
    }

    /** @throws StoreUnavailableException if there is no reply in time, or an error for one */
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

    /** What a failed command means for its caller. */
    public static StoreUnavailableException unavailable(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof RedisCommandExecutionException && message != null && message.contains(OUT_OF_MEMORY)
                ? new StoreFullException("store-full: Redis is at its memory limit (OOM); raise maxmemory", cause)
                : new StoreUnavailableException("Redis did not answer: " + cause, cause);
    }
}
