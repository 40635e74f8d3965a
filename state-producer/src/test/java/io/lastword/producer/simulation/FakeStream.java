package io.lastword.producer.simulation;

import io.lastword.model.entity.Change;
import io.lastword.producer.write.ChangeStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accepts everything at once, until it is told to fail. */
final class FakeStream implements ChangeStream {

    private final List<Change> changes = new ArrayList<>();
    private volatile @Nullable String failure;
    private volatile long failsAfter = Long.MAX_VALUE;
    private volatile boolean finished;

    FakeStream failingAfter(long accepted) {
        failsAfter = accepted;
        return this;
    }

    synchronized List<Change> changes() {
        return List.copyOf(changes);
    }

    boolean isFinished() {
        return finished;
    }

    @Override
    public synchronized boolean send(Change change) {
        if (changes.size() == failsAfter) {
            failure = "the log is gone";
            return false;
        }
        changes.add(change);
        return true;
    }

    @Override
    public void finish(Duration within) {
        finished = true;
    }

    @Override
    public synchronized Progress progress() {
        return new Progress(changes.size(), failure == null ? 0 : 1, 0, 0, "token", failure);
    }
}
