/** The fold: a pure function from records of the log to what they change in the store. No clock, no client, no Spring. */
package io.lastword.consumer.fold;
