package io.lastword.producer.config;

/** The configured entity types are not usable; the message names every mistake. */
final class InvalidTypesException extends RuntimeException {

    InvalidTypesException(String message) {
        super(message);
    }
}
