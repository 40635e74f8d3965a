/** Appends changes to the log and says where each one is, or why it is not there. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.append;
