package io.lastword.consumer.snapshot;

import java.util.Map;

/**
 * What was asked about several partitions at once.
 *
 * @param answers by partition
 * @param failures of the partitions whose server did not answer
 */
public record Answered<T>(Map<Integer, T> answers, Map<Integer, StoreUnavailableException> failures) {

    /** @throws StoreUnavailableException if there were failures and no answers */
    void requireAny() {
        if (answers.isEmpty() && !failures.isEmpty()) {
            throw failures.values().iterator().next();
        }
    }
}
