/** Simulated load: workloads that are pure functions of their seed, and the runs that write them. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.simulation;
