package io.lastword.query.snapshot;

import io.lastword.model.limit.FairShares;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of states a read may bring.
 *
 * @param most of one answer
 * @param share of what all requests may hold together, from which what is read is taken beforehand; null if the most is
 *     taken from it already
 */
public record Allowance(long most, FairShares.@Nullable Share share) implements AutoCloseable {

    /** A state is held twice while it is decoded. */
    public static final int COPIES = 2;

    /**
     * Has room for so many bytes of states, or for the most, and for no more than these.
     *
     * @throws io.lastword.model.problem.ProblemException if other requests, or the client's own, hold too much
     */
    public void hold(long bytes) {
        if (share != null) {
            share.resize(COPIES * Math.min(bytes, most));
        }
    }

    /** Gives the room back. */
    @Override
    public void close() {
        if (share != null) {
            share.close();
        }
    }
}
