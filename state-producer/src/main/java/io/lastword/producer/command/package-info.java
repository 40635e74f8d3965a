/** What the service's jar does from the command line beside serving. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.command;
