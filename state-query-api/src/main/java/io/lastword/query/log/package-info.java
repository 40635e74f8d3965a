/** The log as watches, history and as-of read it. Lookups never come here: they go on while Kafka is away. */
package io.lastword.query.log;
