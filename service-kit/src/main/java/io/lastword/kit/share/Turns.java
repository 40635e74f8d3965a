package io.lastword.kit.share;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one call at a time, in the order in which they were asked for, so that whatever else there is to do comes in between.
 * Thread-safe; nothing here blocks.
 */
public final class Turns {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    /** Makes a call when those before it have ended; what it fails with is the answer's failure. */
    public <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        synchronized (this) {
            if (busy) {
                waiting.add(() -> begin(call, answer));
                return answer;
            }
            busy = true;
        }
        begin(call, answer);
        return answer;
    }

    private <T> void begin(Supplier<CompletableFuture<T>> call, CompletableFuture<T> answer) {
        CompletableFuture<T> begun;
        try {
            begun = call.get();
        } catch (RuntimeException | Error e) {
            begun = CompletableFuture.failedFuture(e);
        }
        begun.whenComplete((found, failure) -> {
            Runnable next = next();
            if (next != null) {
                // Not from here: calls that fail at once would be made one within the other.
                CompletableFuture.runAsync(next);
            }
            if (failure == null) {
                answer.complete(found);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        busy = next != null;
        return next;
    }
}
