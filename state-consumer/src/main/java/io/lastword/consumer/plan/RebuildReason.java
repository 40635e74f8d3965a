package io.lastword.consumer.plan;

import java.util.Locale;

/** Why a partition's snapshots are built anew. */
public enum RebuildReason {
    STORE_EMPTY(false),
    TOPIC_RECREATED(false),
    LOG_TRUNCATED(false),
    POSITION_OUT_OF_RANGE(false),
    STORE_DAMAGED(false),
    TOMBSTONES_MAY_HAVE_EXPIRED(true),
    DEFINITION_CHANGED(true),
    REQUESTED(true);

    private final boolean keepsServed;

    RebuildReason(boolean keepsServed) {
        this.keepsServed = keepsServed;
    }

    /** Whether the old generation is still a true picture of this log at its caught-up-at, and so stays served. */
    boolean keepsServed() {
        return keepsServed;
    }

    /** Whether the log may have lost its end, so that what it holds now may be at positions that it held other changes at. */
    public boolean losesEnd() {
        return this == LOG_TRUNCATED || this == POSITION_OUT_OF_RANGE;
    }

    /** The reason's name in the store, in answers and in metrics, such as {@code store-empty}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
