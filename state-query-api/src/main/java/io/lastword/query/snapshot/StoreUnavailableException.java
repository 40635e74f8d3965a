package io.lastword.query.snapshot;

import org.jspecify.annotations.Nullable;

/** The store did not answer, or answered with an error. */
public final class StoreUnavailableException extends RuntimeException {

    StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
