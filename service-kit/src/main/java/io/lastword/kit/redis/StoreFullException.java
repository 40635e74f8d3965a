package io.lastword.kit.redis;

import org.jspecify.annotations.Nullable;

/** The store refused what needs memory, since it has no more. Nothing was changed. */
public final class StoreFullException extends StoreUnavailableException {

    public StoreFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
