package io.lastword.producer.bulk;

import org.jspecify.annotations.Nullable;

/** A line of a bulk write that is no change; the message says what is wrong with it and where. Nothing was written. */
final class BadLineException extends Exception {

    private final transient @Nullable String id;

    BadLineException(@Nullable String id, String reason) {
        super(reason, null, false, false);
        this.id = id;
    }

    /** The id that the line names, as far as it could be read. */
    @Nullable
    String id() {
        return id;
    }
}
