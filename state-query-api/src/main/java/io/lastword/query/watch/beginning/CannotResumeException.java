package io.lastword.query.watch.beginning;

import io.lastword.query.watch.tail.ResetReason;

/** No watch can go on from a position; one that begins anew can. */
public final class CannotResumeException extends RuntimeException {

    private final ResetReason reason;

    CannotResumeException(ResetReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public ResetReason reason() {
        return reason;
    }
}
