package io.lastword.model.entity;

/**
 * How far the log of one partition has been folded.
 *
 * @param incarnation the log that the offset belongs to
 * @param offset the next offset to fold
 * @param leaderEpoch the leader epoch of the last record before the offset, or {@link #UNKNOWN_EPOCH}
 */
public record Position(Incarnation incarnation, long offset, int leaderEpoch) {

    public static final int UNKNOWN_EPOCH = -1;

    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("a position is not negative: " + offset);
        }
    }

    /** The same log, further on. */
    public Position at(long newOffset, int newLeaderEpoch) {
        return new Position(incarnation, newOffset, newLeaderEpoch);
    }
}
