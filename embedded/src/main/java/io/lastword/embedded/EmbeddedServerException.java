package io.lastword.embedded;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an embedded server cannot be started or stopped. The message is one line that says what to do or where to
 * look. After a failed start nothing is left running.
 */
public final class EmbeddedServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedServerException(String message) {
        this(message, null);
    }

    EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
