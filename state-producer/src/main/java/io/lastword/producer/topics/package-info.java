/** Topics that can hold state: creates, checks and watches them, and records the schemas. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.topics;
