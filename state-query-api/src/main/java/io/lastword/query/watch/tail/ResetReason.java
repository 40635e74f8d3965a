package io.lastword.query.watch.tail;

import java.util.Locale;

/** Why what a watcher holds may be wrong, so that its watch begins anew. */
public enum ResetReason {
    /** The topic was deleted and created again: this is another log. */
    TOPIC_RECREATED,
    /** The position is of another log than the type's topic is now. */
    TOKEN_OF_ANOTHER_LOG,
    /** Records that follow the position were deleted. */
    LOG_TRUNCATED,
    /** The log ends before the position: it was set back. */
    POSITION_OUT_OF_RANGE,
    /** The position is of longer ago than the log keeps deletions. */
    TOMBSTONES_MAY_HAVE_EXPIRED,
    /** It is not known of when the position is. */
    AGE_UNKNOWN,
    /** The position says nothing of a partition that is watched. */
    TOKEN_INCOMPLETE;

    /** As clients and metrics see it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
