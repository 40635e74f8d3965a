package io.lastword.query.log;

import org.jspecify.annotations.Nullable;

/**
 * The broker did not answer, or does not know the topic, or that changed while it was asked about. Nothing was told on the
 * strength of it; a retry may help.
 */
public final class LogUnavailableException extends RuntimeException {

    LogUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
