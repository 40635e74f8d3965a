package io.lastword.producer.simulation;

import io.lastword.producer.workload.Workload;
import io.lastword.producer.write.ChangeStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a workload. One thread {@link #run runs} it; any may ask how it stands, or stop it. */
final class Simulation implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Simulation.class);

    /** Changes due within this time are made at once: a thread cannot wait for less. */
    private static final long TICK_NANOS = 1_000_000;

    private final SimulationSpec spec;
    private final SimulationLimits limits;
    private final ChangeStream stream;
    private final Duration patience;
    private final Instant startedAt;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable String stopReason;
    private volatile @Nullable End end;
    private volatile boolean released;

    private record End(SimulationState state, @Nullable String reason, Duration elapsed) {}

    /**
     * @param patience how long the end waits at most for what is in flight
     * @param nanoClock monotonic
     */
    Simulation(
            SimulationSpec spec,
            SimulationLimits limits,
            ChangeStream stream,
            Duration patience,
            Instant startedAt,
            LongSupplier nanoClock) {
        this.spec = spec;
        this.limits = limits;
        this.stream = stream;
        this.patience = patience;
        this.startedAt = startedAt;
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
    }

    @Override
    public void run() {
        String fault = null;
        try {
            write();
        } catch (InterruptedException e) {
            stop("it was interrupted");
        } catch (RuntimeException e) {
            LOG.error("The simulation '{}' failed unexpectedly", spec.name(), e);
            fault = "this is a fault of the service; its log says more";
        }
        stream.finish(patience);
        End decided = endedWith(fault);
        end = decided;
        LOG.info(
                "The simulation '{}' of '{}' is {}: {} changes are in the log{}",
                spec.name(),
                spec.type(),
                decided.state().text(),
                stream.progress().accepted(),
                decided.reason() == null ? "" : ", " + decided.reason());
        ended.countDown();
    }

    /** Asks the run to end; the first reason stays. */
    synchronized void stop(String reason) {
        if (stopReason == null) {
            stopReason = reason;
        }
        stopRequested.countDown();
    }

    /** Lets another run take this one's name, once this one has ended. */
    void release() {
        released = true;
    }

    boolean isReleased() {
        return released;
    }

    /** Returns whether the run has ended within this time. */
    boolean awaitEnd(Duration within) {
        try {
            return ended.await(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isRunning() {
        return end == null;
    }

    SimulationReport report() {
        End known = end;
        return known == null
                ? SimulationReport.of(spec, SimulationState.RUNNING, null, stream.progress(), startedAt, elapsed())
                : SimulationReport.of(
                        spec, known.state(), known.reason(), stream.progress(), startedAt, known.elapsed());
    }

    private void write() throws InterruptedException {
        Workload workload = spec.workload().create(spec.seed(), spec.entities());
        Pace pace = new Pace(spec.rate() == null ? limits.maxRate() : spec.rate(), startNanos);
        long changes = spec.changes() == null ? Long.MAX_VALUE : spec.changes();
        long nanos = (spec.duration() == null ? limits.maxDuration() : spec.duration()).toNanos();
        for (long made = 0; made < changes && stopReason == null; ) {
            long now = nanoClock.getAsLong();
            long left = startNanos + nanos - now;
            long wait = pace.nanosUntilNext(now);
            if (left <= 0) {
                timeIsUp();
                return;
            }
            if (wait >= TICK_NANOS) {
                stopRequested.await(Math.min(wait, left), TimeUnit.NANOSECONDS);
            } else if (stream.send(workload.next())) {
                pace.took();
                made++;
            } else {
                return;
            }
        }
    }

    private void timeIsUp() {
        if (spec.duration() == null) {
            stop("the longest duration allowed here (lastword.producer.simulation.max-duration), "
                    + limits.maxDuration() + ", is over");
        }
    }

    private End endedWith(@Nullable String fault) {
        String failure = fault == null ? stream.progress().failure() : fault;
        if (failure != null) {
            return new End(SimulationState.FAILED, failure, elapsed());
        }
        return stopReason == null
                ? new End(SimulationState.COMPLETED, null, elapsed())
                : new End(SimulationState.STOPPED, stopReason, elapsed());
    }

    private Duration elapsed() {
        return Duration.ofMillis((nanoClock.getAsLong() - startNanos) / 1_000_000);
    }
}
