package io.lastword.producer.topics;

/** The broker did not answer, or answered that it cannot do what was asked now; a later try may succeed. */
final class LogUnavailableException extends Exception {

    LogUnavailableException(String message) {
        super(message);
    }
}
