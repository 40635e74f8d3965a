package io.lastword.model.limit;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Shares out something scarce, such as places or bytes, among clients. One client alone gets three quarters of it, several
 * get less each, and there is some left for whoever comes next. Thread-safe; nothing here waits.
 *
 * <p>A client that holds something gets more while it holds at most three times what is left; one that holds nothing gets
 * whatever is left.
 */
public final class FairShares {

    private static final int TIMES_WHAT_IS_LEFT = 3;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String what;
    private final long all;
    private final ProblemType noneLeft;
    private final Map<String, Long> held = new HashMap<>();
    private long left;

    /**
     * @param what is shared out, in the plural, for messages
     * @param all of it, at least 1
     * @param noneLeft the answer to a client that gets nothing because of the others
     */
    public FairShares(String what, long all, ProblemType noneLeft) {
        this.what = what;
        this.all = all;
        this.noneLeft = noneLeft;
        this.left = all;
    }

    /** How much is given out now. */
    public synchronized long taken() {
        return all - left;
    }

    /** Begins a share without anything in it. */
    public Share open(String client) {
        return new Share(client);
    }

    /**
     * Begins a share.
     *
     * @throws ProblemException if the client does not get so much now
     */
    public Share take(String client, long amount) {
        Share share = open(client);
        share.take(amount);
        return share;
    }

    /** What one request holds. Thread-safe. */
    public final class Share implements AutoCloseable {

        private final String client;
        private long amount;
        private boolean closed;

        private Share(String client) {
            this.client = client;
        }

        /**
         * Takes more.
         *
         * @throws ProblemException if the client does not get so much now: 429 if it holds its share, else the problem of
         *     what is shared out; what it holds stays as it is
         */
        public void take(long more) {
            synchronized (FairShares.this) {
                if (closed) {
                    return;
                }
                long holds = held.getOrDefault(client, 0L);
                boolean enough = more <= left;
                boolean fair = holds == 0 || holds + more <= TIMES_WHAT_IS_LEFT * (left - more);
                if (!enough || !fair) {
                    throw refused(holds);
                }
                left -= more;
                amount += more;
                held.put(client, holds + more);
            }
        }

        /** Takes more, or gives back, so that the share is of this size; throws what {@link #take} does. */
        public void resize(long wanted) {
            synchronized (FairShares.this) {
                if (wanted > amount) {
                    take(wanted - amount);
                } else {
                    giveBack(amount - wanted);
                }
            }
        }

        /** Gives all back; of no effect if that was done. */
        @Override
        public void close() {
            synchronized (FairShares.this) {
                giveBack(amount);
                closed = true;
            }
        }

        private void giveBack(long less) {
            left += less;
            amount -= less;
            held.computeIfPresent(client, (c, holds) -> holds == less ? null : Long.valueOf(holds - less));
        }
    }

    private ProblemException refused(long holds) {
        boolean itself = holds > 0 && holds * held.size() >= all - left;
        return (itself
                        ? new ProblemException(
                                ProblemType.MORE_THAN_A_SHARE,
                                "this client holds its share of the " + what
                                        + " of this instance; end or finish something, or retry later")
                        : new ProblemException(
                                noneLeft,
                                "other requests hold the " + what
                                        + " of this instance; retry, or ask another instance"))
                .retryAfter(RETRY);
    }
}
