/** Workloads: endless sequences of changes that are pure functions of a seed. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.workload;
