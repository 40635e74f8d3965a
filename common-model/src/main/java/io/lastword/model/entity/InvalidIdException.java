package io.lastword.model.entity;

/** An entity id that cannot be used; the message says what is wrong with it and what is allowed. Nothing was written. */
public final class InvalidIdException extends IllegalArgumentException {

    private final boolean tooLong;

    InvalidIdException(String message) {
        this(message, false);
    }

    InvalidIdException(String message, boolean tooLong) {
        super(message);
        this.tooLong = tooLong;
    }

    /** Whether there is nothing wrong with it but its length. */
    public boolean isTooLong() {
        return tooLong;
    }
}
