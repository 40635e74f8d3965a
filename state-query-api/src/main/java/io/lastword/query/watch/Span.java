package io.lastword.query.watch;

import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** Partitions that something is about: one of them, or all. */
record Span(int first, int end) {

    static Span one(int partition) {
        return new Span(partition, partition + 1);
    }

    static Span all(int partitions) {
        return new Span(0, partitions);
    }

    boolean all(IntPredicate holds) {
        for (int partition = first; partition < end; partition++) {
            if (!holds.test(partition)) {
                return false;
            }
        }
        return true;
    }

    void forEach(IntConsumer action) {
        for (int partition = first; partition < end; partition++) {
            action.accept(partition);
        }
    }
}
