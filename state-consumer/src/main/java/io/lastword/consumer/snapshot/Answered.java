package io.lastword.consumer.snapshot;

import io.lastword.kit.redis.Replies;
import io.lastword.kit.redis.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/**
 * What was asked about several partitions at once.
 *
 * @param answers by partition
 * @param failures of the partitions whose server did not answer
 */
public record Answered<T>(Map<Integer, T> answers, Map<Integer, StoreUnavailableException> failures) {

    /** Asks about each partition at once, and waits for all together no longer than for one. */
    static <T> Answered<T> each(
            Collection<Integer> partitions, IntFunction<? extends CompletionStage<T>> question, Duration timeout) {
        Map<Integer, CompletionStage<T>> asked = new LinkedHashMap<>();
        Map<Integer, StoreUnavailableException> failures = new TreeMap<>();
        for (Integer partition : partitions) {
            try {
                asked.put(partition, question.apply(partition));
            } catch (RuntimeException e) {
                failures.put(partition, Replies.unavailable(e));
            }
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<Integer, T> answers = new TreeMap<>();
        asked.forEach((partition, answer) -> {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            try {
                answers.put(partition, Replies.await(() -> answer, left));
            } catch (StoreUnavailableException e) {
                failures.put(partition, e);
            }
        });
        return new Answered<>(answers, failures);
    }

    /** @throws StoreUnavailableException if there were failures and no answers */
    void requireAny() {
        if (answers.isEmpty() && !failures.isEmpty()) {
            throw failures.values().iterator().next();
        }
    }
}
