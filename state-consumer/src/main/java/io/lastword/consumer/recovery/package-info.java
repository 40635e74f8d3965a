/** Carries out what was planned: gathers facts, begins generations, builds them beside what is served. */
package io.lastword.consumer.recovery;
