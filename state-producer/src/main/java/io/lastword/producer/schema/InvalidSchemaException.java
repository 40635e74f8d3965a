package io.lastword.producer.schema;

/** A document that is no usable JSON Schema; the message says what is wrong, to follow the name of the document. */
public final class InvalidSchemaException extends Exception {

    InvalidSchemaException(String message) {
        super(message);
    }
}
