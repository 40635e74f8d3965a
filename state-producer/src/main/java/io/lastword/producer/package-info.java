/** The state producer: writes over HTTP become changes in the log. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer;
