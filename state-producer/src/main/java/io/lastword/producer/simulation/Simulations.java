package io.lastword.producer.simulation;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.producer.workload.WorkloadKind;
import io.lastword.producer.write.ChangeStream;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The simulations of this service, by name: those that run, and the last {@value #MAX_ENDED} that have ended. */
public final class Simulations implements AutoCloseable {

    static final int MAX_ENDED = 100;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final SimulationLimits limits;
    private final Function<String, ChangeStream> streams;
    private final Duration patience;
    private final Clock clock;
    private final Map<String, Simulation> byName = new LinkedHashMap<>();
    private boolean closed;

    /**
     * @param streams opens a stream to an entity type, or throws a {@link ProblemException}
     * @param patience how long an end waits at most for what is in flight
     */
    public Simulations(
            SimulationLimits limits, Function<String, ChangeStream> streams, Duration patience, Clock clock) {
        this.limits = limits;
        this.streams = streams;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Starts a simulation on a thread of its own.
     *
     * @throws ProblemException if it is not usable, beyond a limit, of a name that is taken, or its type cannot be
     *     written now; nothing was started
     */
    public synchronized SimulationReport start(SimulationRequest request) {
        SimulationSpec spec = SimulationSpec.of(request, freeName(request.workload()));
        limits.check(spec);
        requireFree(spec.name());
        requireRoom();
        Simulation simulation =
                new Simulation(spec, limits, streams.apply(spec.type()), patience, clock.instant(), System::nanoTime);
        // Behind the others, also if one of this name was there.
        byName.remove(spec.name());
        byName.put(spec.name(), simulation);
        Thread thread = new Thread(simulation, "simulation-" + spec.name());
        thread.setDaemon(true);
        thread.start();
        forgetOldest();
        return simulation.report();
    }

    /** @throws ProblemException {@code SIMULATION_NOT_FOUND} */
    public SimulationReport report(String name) {
        return require(name).report();
    }

    /** In the order in which they were started. */
    public synchronized List<SimulationReport> reports() {
        return byName.values().stream().map(Simulation::report).toList();
    }

    /**
     * Stops a simulation, if it runs, and returns when it has ended. Its report is kept, so that a repeated call answers
     * the same, until another simulation takes its name or so many have ended after it.
     *
     * @throws ProblemException {@code SIMULATION_NOT_FOUND}
     */
    public SimulationReport delete(String name) {
        Simulation simulation = require(name);
        simulation.release();
        simulation.stop("it was deleted while it ran");
        simulation.awaitEnd(patience);
        return simulation.report();
    }

    /** Stops all simulations and waits for them; none starts after that. */
    @Override
    public void close() {
        List<Simulation> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(byName.values());
        }
        open.forEach(simulation -> simulation.stop("the service stopped"));
        open.forEach(simulation -> simulation.awaitEnd(patience));
    }

    private void requireFree(String name) {
        Simulation holder = byName.get(name);
        if (holder != null && (holder.isRunning() || !holder.isReleased())) {
            throw new ProblemException(
                    ProblemType.SIMULATION_EXISTS,
                    "there is a simulation '" + name + "' already; take another name, or delete it first");
        }
    }

    private void requireRoom() {
        if (closed) {
            throw new ProblemException(ProblemType.SERVICE_STOPPING, "this instance is stopping; nothing was started")
                    .retryAfter(RETRY_AFTER);
        }
        long running = byName.values().stream().filter(Simulation::isRunning).count();
        if (running >= limits.maxConcurrent()) {
            throw new ProblemException(
                            ProblemType.TOO_MANY_SIMULATIONS,
                            running + " simulations run, and no more may at once"
                                    + " (lastword.producer.simulation.max-concurrent); stop one, or wait for its end")
                    .retryAfter(RETRY_AFTER);
        }
    }

    private String freeName(WorkloadKind workload) {
        int number = 1;
        while (byName.containsKey(workload.text() + "-" + number)) {
            number++;
        }
        return workload.text() + "-" + number;
    }

    private synchronized Simulation require(String name) {
        Simulation simulation = byName.get(name);
        if (simulation == null) {
            throw new ProblemException(
                    ProblemType.SIMULATION_NOT_FOUND,
                    "there is no simulation of this name; GET /v1/simulations lists those that there are");
        }
        return simulation;
    }

    private void forgetOldest() {
        List<String> ended = byName.entrySet().stream()
                .filter(entry -> !entry.getValue().isRunning())
                .map(Map.Entry::getKey)
                .toList();
        ended.subList(0, Math.max(0, ended.size() - MAX_ENDED)).forEach(byName::remove);
    }
}
