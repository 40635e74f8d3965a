package io.lastword.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks a long test, one with {@link Faults}, of what another version of Redis or Kafka may do differently: {@code .ci/run}
 * runs it in containers as well.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("also-in-containers")
public @interface AlsoInContainers {}
