/** A real Kafka broker and a real Redis that live and die with this JVM. Free of test libraries. */
@NullMarked
package io.lastword.embedded;

import org.jspecify.annotations.NullMarked;
