package io.lastword.kit.redis;

import org.jspecify.annotations.Nullable;

/** The store did not answer, or answered with an error. Whether the last step happened is unknown; reading tells. */
public class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
