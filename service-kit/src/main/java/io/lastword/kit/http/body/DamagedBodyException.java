package io.lastword.kit.http.body;

import java.io.IOException;

/** A body whose encoding is broken, though its sender is there; the message says how. What came before is good. */
public final class DamagedBodyException extends IOException {

    public DamagedBodyException(String message) {
        super(message);
    }
}
