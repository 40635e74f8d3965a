/** From a request to changes: checks what is to be written, and answers what was. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.write;
