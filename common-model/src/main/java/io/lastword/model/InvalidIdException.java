package io.lastword.model;

/** An entity id that cannot be used; the message says what is wrong with it and what is allowed. Nothing was written. */
public final class InvalidIdException extends IllegalArgumentException {

    InvalidIdException(String message) {
        super(message);
    }
}
