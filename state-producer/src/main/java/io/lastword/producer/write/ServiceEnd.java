package io.lastword.producer.write;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Says whether the service still takes writes. From its end on, nothing new is taken, and whoever is sending something is
 * told what became of it. Thread-safe.
 */
public final class ServiceEnd {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Set<Ending> underWay = new LinkedHashSet<>();
    private boolean begun;

    /** What goes on while the service does. */
    public interface Ending {

        /** Takes nothing more; must not wait. */
        void end(ProblemException why);
    }

    /**
     * Begins something that has to be told of the end, and {@link #finish finished} after it.
     *
     * @throws ProblemException {@code SERVICE_STOPPING} if the end has begun
     */
    public synchronized void begin(Ending ending) {
        if (begun) {
            throw stopping("; nothing was written");
        }
        underWay.add(ending);
    }

    /** To be called once its client knows what became of it; the second call does nothing. */
    public synchronized void finish(Ending ending) {
        underWay.remove(ending);
        notifyAll();
    }

    /** Begins the end; the second call does nothing. */
    public void begin() {
        List<Ending> told;
        synchronized (this) {
            if (begun) {
                return;
            }
            begun = true;
            told = new ArrayList<>(underWay);
        }
        told.forEach(ending -> ending.end(stopping("")));
    }

    /** Waits until nothing is under way, at most so long; says whether nothing is. */
    public synchronized boolean awaitAll(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!underWay.isEmpty()) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    private static ProblemException stopping(String more) {
        return new ProblemException(
                        ProblemType.SERVICE_STOPPING, "this instance is stopping and takes no more writes" + more)
                .retryAfter(RETRY_AFTER);
    }
}
