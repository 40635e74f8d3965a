/** Puts the service together and binds its configuration. */
@org.jspecify.annotations.NullMarked
package io.lastword.producer.config;
