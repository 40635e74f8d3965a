package io.lastword.producer.workload;

import io.lastword.model.entity.Change;

/**
 * An endless sequence of changes that seed and size determine: every run, on every JVM, makes the same one. It knows
 * neither the clock nor the log, so what a run of n changes left behind is the fold of the first n. For one thread.
 */
public interface Workload {

    /** The next change. The states are new with each call. */
    Change next();
}
