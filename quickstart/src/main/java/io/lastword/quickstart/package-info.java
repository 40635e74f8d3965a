/** The whole system in one process, for a first look: broker, Redis and the three services, with sample data. */
@NullMarked
package io.lastword.quickstart;

import org.jspecify.annotations.NullMarked;
