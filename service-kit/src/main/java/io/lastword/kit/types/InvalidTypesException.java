package io.lastword.kit.types;

/** The configured entity types are not usable; the message names every mistake. */
public final class InvalidTypesException extends RuntimeException {

    public InvalidTypesException(String message) {
        super(message);
    }
}
