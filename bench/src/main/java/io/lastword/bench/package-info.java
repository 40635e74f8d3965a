/** Benchmarks: what the services reach on this machine, beside what the machine itself reaches in the same run. */
package io.lastword.bench;
