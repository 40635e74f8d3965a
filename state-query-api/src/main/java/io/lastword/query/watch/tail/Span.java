package io.lastword.query.watch.tail;

import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** Partitions that something is about: one of them, or all. */
public record Span(int first, int end) {

    public static Span one(int partition) {
        return new Span(partition, partition + 1);
    }

    public static Span all(int partitions) {
        return new Span(0, partitions);
    }

    public boolean all(IntPredicate holds) {
        for (int partition = first; partition < end; partition++) {
            if (!holds.test(partition)) {
                return false;
            }
        }
        return true;
    }

    public void forEach(IntConsumer action) {
        for (int partition = first; partition < end; partition++) {
            action.accept(partition);
        }
    }
}
