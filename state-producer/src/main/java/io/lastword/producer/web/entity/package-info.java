/** Writes of one entity over HTTP, as JSON or as a CloudEvent. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.web.entity;
