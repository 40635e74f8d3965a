/** Simulations: runs of a workload at a rate, known by name and held to limits. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.simulation;
