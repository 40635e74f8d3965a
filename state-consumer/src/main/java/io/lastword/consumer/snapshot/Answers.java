package io.lastword.consumer.snapshot;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Waits for the store's answers, each for a bounded time. */
final class Answers {

    private Answers() {}

    /** @throws StoreUnavailableException if there is no answer, or an error for one */
    static <T> T await(Supplier<? extends CompletionStage<T>> command, Duration timeout) {
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

    static StoreUnavailableException unavailable(Throwable cause) {
        return new StoreUnavailableException("Redis did not answer: " + cause, cause);
    }
}
