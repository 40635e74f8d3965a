package io.lastword.producer.schema;

import java.time.Duration;

/** A state that could not be judged within the time there was; the message says so. */
public final class VerdictOverdueException extends Exception {

    private static final long serialVersionUID = 1L;

    VerdictOverdueException(Duration within) {
        super("the schema could not be applied to it within " + within.toMillis() + " ms", null, false, false);
    }
}
