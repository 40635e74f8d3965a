package io.lastword.producer.bulk;

import io.lastword.producer.bulk.BulkResult.Rejection;
import java.util.ArrayList;
import java.util.List;

/** Keeps the rejections that a single answer lists. Thread-safe. */
public final class FirstRejections implements LineResults {

    private final List<Rejection> rejected = new ArrayList<>();

    /** The first {@value BulkResult#MAX_REJECTIONS} in the order in which they were found. */
    public synchronized List<Rejection> list() {
        return List.copyOf(rejected);
    }

    @Override
    public synchronized void rejected(Rejection rejection) {
        if (rejected.size() < BulkResult.MAX_REJECTIONS) {
            rejected.add(rejection);
        }
    }

    @Override
    public void accepted(long line, int partition, long revision) {}

    @Override
    public void unknown(long line) {}

    @Override
    public void notWritten(long line) {}

    @Override
    public void awaitRoom() {}
}
