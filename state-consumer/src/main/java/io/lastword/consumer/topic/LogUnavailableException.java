package io.lastword.consumer.topic;

import org.jspecify.annotations.Nullable;

/** The broker did not answer, or does not know the topic. Nothing was folded on the strength of it. */
public sealed class LogUnavailableException extends RuntimeException permits LogRefusedException {

    public LogUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
