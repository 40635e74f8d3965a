package io.lastword.kit.share;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Questions of which each is under way once at most. Whoever asks one that is under way shares the next with all others
 * who do, so that many who ask at once cost two; and no answer is of a question that was sent before it was asked.
 * However many ask, there is a pause between two that are sent. Thread-safe; nothing here blocks.
 */
public final class SharedQuestions<Q, A> {

    private final Function<Q, CompletableFuture<A>> sender;
    private final Duration timeout;
    private final Function<Q, Duration> pause;
    private final Map<Q, UnderWay<A>> underWay = new HashMap<>();

    /** A question that was sent, and what those wait for who have asked since. */
    private static final class UnderWay<A> {

        private @Nullable CompletableFuture<A> next;
    }

    /** @param timeout after which an answer is no longer waited for, counted from the sending */
    public SharedQuestions(Function<Q, CompletableFuture<A>> sender, Duration timeout) {
        this(sender, timeout, question -> Duration.ZERO);
    }

    /**
     * @param timeout after which an answer is no longer waited for, counted from the sending
     * @param pause shortest time from the sending of a question to the next sending of the same
     */
    public SharedQuestions(Function<Q, CompletableFuture<A>> sender, Duration timeout, Function<Q, Duration> pause) {
        this.sender = sender;
        this.timeout = timeout;
        this.pause = pause;
    }

    /**
     * Asks. The answer comes within twice the timeout and a pause, or fails with a {@link java.util.concurrent.TimeoutException} or
     * with what the sender failed with.
     */
    public CompletableFuture<A> ask(Q question) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        synchronized (this) {
            UnderWay<A> sent = underWay.get(question);
            if (sent != null) {
                sent.next = sent.next == null ? answer : sent.next;
                return sent.next;
            }
            underWay.put(question, new UnderWay<>());
        }
        send(question, answer);
        return answer;
    }

    private void send(Q question, CompletableFuture<A> answer) {
        long sentAt = System.nanoTime();
        CompletableFuture<A> sent;
        try {
            sent = sender.apply(question);
        } catch (RuntimeException | Error e) {
            sent = CompletableFuture.failedFuture(e);
        }
        sent.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((known, failure) -> {
            long left = pause.apply(question).toNanos() - (System.nanoTime() - sentAt);
            CompletableFuture<A> next = left > 0 ? null : end(question);
            if (failure == null) {
                answer.complete(known);
            } else {
                answer.completeExceptionally(failure);
            }
            if (next != null) {
                send(question, next);
            } else if (left > 0) {
                CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS).execute(() -> goOn(question));
            }
        });
    }

    private void goOn(Q question) {
        CompletableFuture<A> next = end(question);
        if (next != null) {
            send(question, next);
        }
    }

    /** Ends a question and returns whom the next one is for, if anybody waits. */
    private synchronized @Nullable CompletableFuture<A> end(Q question) {
        UnderWay<A> sent = underWay.remove(question);
        if (sent == null || sent.next == null) {
            return null;
        }
        underWay.put(question, new UnderWay<>());
        return sent.next;
    }
}
