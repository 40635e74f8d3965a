/** Reads the log: a reader's partitions, what it took from them, and how far each has come. */
package io.lastword.consumer.reading;
