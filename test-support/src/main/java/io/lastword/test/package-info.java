/** Brokers, Redis servers, processes and topics for tests. */
@NullMarked
package io.lastword.test;

import org.jspecify.annotations.NullMarked;
