package io.lastword.query.log;

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
 * Thread-safe; nothing here blocks.
 */
final class SharedQuestions<Q, A> {

    private final Function<Q, CompletableFuture<A>> sender;
    private final Duration timeout;
    private final Map<Q, UnderWay<A>> underWay = new HashMap<>();

    /** A question that was sent, and what those wait for who have asked since. */
    private static final class UnderWay<A> {

        private @Nullable CompletableFuture<A> next;
    }

    /** @param timeout after which an answer is no longer waited for, counted from the sending */
    SharedQuestions(Function<Q, CompletableFuture<A>> sender, Duration timeout) {
        this.sender = sender;
        this.timeout = timeout;
    }

    /**
     * Asks. The answer comes within twice the timeout, or fails with a {@link java.util.concurrent.TimeoutException} or
     * with what the sender failed with.
     */
    CompletableFuture<A> ask(Q question) {
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
        CompletableFuture<A> sent;
        try {
            sent = sender.apply(question);
        } catch (RuntimeException | Error e) {
            sent = CompletableFuture.failedFuture(e);
        }
        sent.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((known, failure) -> {
            CompletableFuture<A> next = end(question);
            if (failure == null) {
                answer.complete(known);
            } else {
                answer.completeExceptionally(failure);
            }
            if (next != null) {
                send(question, next);
            }
        });
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
