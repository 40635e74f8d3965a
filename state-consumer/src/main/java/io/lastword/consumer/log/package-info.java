/** The reading end of the log: poll, assignment, the recovery planner, and the loop that drives fold and store. */
package io.lastword.consumer.log;
