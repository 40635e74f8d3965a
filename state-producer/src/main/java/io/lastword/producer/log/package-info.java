/** The log's side of a write: provisions and checks the topics, and appends changes to them. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.log;
