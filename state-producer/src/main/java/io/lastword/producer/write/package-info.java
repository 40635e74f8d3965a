/** Makes changes of what is to be written, refuses what must not be, and answers where each one stands. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.write;
