package io.lastword.query.snapshot;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Waits for the store's answers. The client bounds each of them, since a second clock on every read is not free. */
public final class Answers {

    private Answers() {}

    public static <T> T await(Supplier<? extends CompletionStage<T>> command) {
        try {
            return command.get().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw unavailable(e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static StoreUnavailableException unavailable(Throwable cause) {
        return new StoreUnavailableException("Redis did not answer: " + cause, cause);
    }
}
