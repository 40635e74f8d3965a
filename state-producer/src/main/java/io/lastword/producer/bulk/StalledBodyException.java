package io.lastword.producer.bulk;

import java.io.IOException;

/** A body whose sender makes no progress; the message says how little it sent. What came before is good. */
public final class StalledBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    public StalledBodyException(String message) {
        super(message);
    }
}
