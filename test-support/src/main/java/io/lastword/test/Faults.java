package io.lastword.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks a long test, or a class of them with its subclasses: processes killed and frozen, clusters of three, random
 * schedules, full sizes. {@code mvn verify -Pfaults} runs it too, and so does naming it with {@code -Dit.test}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("faults")
public @interface Faults {}
