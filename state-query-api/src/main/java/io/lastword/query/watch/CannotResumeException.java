package io.lastword.query.watch;

/** No watch can go on from a position; one that begins anew can. */
final class CannotResumeException extends RuntimeException {

    private final ResetReason reason;

    CannotResumeException(ResetReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    ResetReason reason() {
        return reason;
    }
}
