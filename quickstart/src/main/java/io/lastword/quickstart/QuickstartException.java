package io.lastword.quickstart;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the quickstart cannot go on. The message is one line that says what to do or where to look; what was
 * started before is stopped by closing it.
 */
final class QuickstartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QuickstartException(String message) {
        this(message, null);
    }

    QuickstartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
