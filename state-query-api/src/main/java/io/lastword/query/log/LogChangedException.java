package io.lastword.query.log;

/** The log does not hold a position that it held before: it was truncated, or its first records were deleted. */
public final class LogChangedException extends RuntimeException {

    LogChangedException(String message, Throwable cause) {
        super(message, cause);
    }
}
