package io.lastword.consumer.topic;

import org.jspecify.annotations.Nullable;

/** Thrown where the broker will not say what must be known of a log until an operator acts. */
public final class LogRefusedException extends LogUnavailableException {

    LogRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
