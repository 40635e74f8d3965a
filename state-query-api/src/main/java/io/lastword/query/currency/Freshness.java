package io.lastword.query.currency;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.text.Times;
import io.lastword.model.token.Token;
import io.lastword.query.snapshot.PartitionKey;
import io.lastword.query.snapshot.PartitionRead;
import io.lastword.query.snapshot.PartitionRead.Served;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides whether what was read is current enough to be an answer. Remembers what was answered. Thread-safe. */
final class Freshness {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final AnsweredPositions answered;
    private final Duration clockSkew;
    private final Clock clock;

    /** @param clockSkew how far the clocks of those who date tokens and snapshots may be apart */
    Freshness(AnsweredPositions answered, Duration clockSkew, Clock clock) {
        this.answered = answered;
        this.clockSkew = clockSkew;
        this.clock = clock;
    }

    /** What may help where a read is not current enough. */
    enum Remedy {
        NONE,
        READ_AGAIN,
        WAIT
    }

    /**
     * Why a read is not an answer.
     *
     * @param partition the one that falls short
     * @param seen what was read of it
     * @param problem the answer if nothing helps
     */
    record Shortfall(PartitionKey partition, Served seen, Remedy remedy, ProblemException problem) {}

    /** Returns what is missing, or null if the partitions may be answered from. */
    @Nullable
    Shortfall check(String type, int partitions, Map<Integer, Served> read, Demand demand) {
        Incarnation incarnation = null;
        for (Map.Entry<Integer, Served> entry : read.entrySet()) {
            PartitionKey key = new PartitionKey(type, entry.getKey());
            Served served = entry.getValue();
            boolean otherLog = incarnation != null && !incarnation.equals(served.incarnation());
            if (served.partitions() != partitions || otherLog) {
                return new Shortfall(key, served, Remedy.READ_AGAIN, beingRecreated(type));
            }
            incarnation = served.incarnation();
            Shortfall token = demand.after() == null ? null : checkToken(key, served, demand.after());
            if (token != null) {
                return token;
            }
        }
        for (Map.Entry<Integer, Served> entry : read.entrySet()) {
            PartitionKey key = new PartitionKey(type, entry.getKey());
            Served served = entry.getValue();
            if (!answered.admit(key, served)) {
                return new Shortfall(key, served, Remedy.READ_AGAIN, behind(key, served));
            }
            if (demand.maxStale() != null && isTooStale(served.caughtUpAt(), demand.maxStale())) {
                return new Shortfall(key, served, Remedy.NONE, tooStale(key, served.caughtUpAt(), demand.maxStale()));
            }
        }
        return null;
    }

    /** Whether a partition that fell short, and is found like this now, may do so no longer, or for another reason. */
    boolean isWorthReading(PartitionKey key, PartitionRead now, Demand demand) {
        if (!(now instanceof Served served) || demand.after() == null) {
            return true;
        }
        Shortfall token = checkToken(key, served, demand.after());
        return token == null || token.remedy() != Remedy.WAIT;
    }

    private @Nullable Shortfall checkToken(PartitionKey key, Served served, Token after) {
        if (!after.incarnation().equals(served.incarnation().shortForm())) {
            // Only a token from before the snapshots were caught up, by whichever clock, is known to be of an older
            // log.
            boolean mayBeNewer = after.caughtUpAt() != null
                    && (served.caughtUpAt() == null
                            || after.caughtUpAt().plus(clockSkew).isAfter(served.caughtUpAt()));
            return mayBeNewer
                    ? new Shortfall(key, served, Remedy.WAIT, logNotReached(key, served, after))
                    : new Shortfall(key, served, Remedy.NONE, ofAnotherLog(key, served, after));
        }
        if (served.offset() < after.offsetOf(key.partition())) {
            return new Shortfall(
                    key,
                    served,
                    Remedy.WAIT,
                    new ProblemException(
                                    ProblemType.TOKEN_NOT_REACHED,
                                    "partition " + key.type() + "/" + key.partition() + " is folded up to offset "
                                            + served.offset()
                                            + " and the token asks for " + after.offsetOf(key.partition())
                                            + "; retry, or allow a longer timeout")
                            .with("position", served.offset())
                            .with("wanted", after.offsetOf(key.partition()))
                            .retryAfter(RETRY));
        }
        if (!served.isWhole()) {
            return new Shortfall(key, served, Remedy.WAIT, mayMissChanges(key, served));
        }
        return null;
    }

    private boolean isTooStale(@Nullable Instant caughtUpAt, Duration maxStale) {
        return caughtUpAt == null || caughtUpAt.isBefore(clock.instant().minus(maxStale));
    }

    private static ProblemException ofAnotherLog(PartitionKey key, Served served, Token after) {
        return new ProblemException(
                        ProblemType.TOKEN_OF_ANOTHER_LOG,
                        "the token is of incarnation " + after.incarnation() + " of the log of '" + key.type()
                                + "', which is now " + served.incarnation().shortForm()
                                + ": the topic was recreated; drop the token and read again")
                .with("incarnation", served.incarnation().shortForm());
    }

    /** Whoever dropped such a token would go back in time: it is newer than the snapshots, whatever their log. */
    private static ProblemException logNotReached(PartitionKey key, Served served, Token after) {
        return new ProblemException(
                        ProblemType.TOKEN_NOT_REACHED,
                        "the token is of incarnation " + after.incarnation() + " of the log of '" + key.type()
                                + "', and the snapshots of partition " + key.partition() + " are still of "
                                + served.incarnation().shortForm() + "; retry, or allow a longer timeout")
                .with("incarnation", served.incarnation().shortForm())
                .retryAfter(RETRY);
    }

    private static ProblemException mayMissChanges(PartitionKey key, Served served) {
        return new ProblemException(
                        ProblemType.TOKEN_NOT_REACHED,
                        "partition " + key.type() + "/" + key.partition()
                                + " is catching up from so far behind that its"
                                + " log was compacted meanwhile: at offset " + served.offset() + " it may lack a change"
                                + " that a later one has replaced; retry, or read without a token")
                .with("position", served.offset())
                .retryAfter(RETRY);
    }

    private static ProblemException beingRecreated(String type) {
        return new ProblemException(
                        ProblemType.NOT_READY,
                        "the partitions of '" + type + "' are changing: its topic was recreated; retry")
                .with("reason", "topic-recreated")
                .retryAfter(RETRY);
    }

    private static ProblemException behind(PartitionKey key, Served served) {
        return new ProblemException(
                        ProblemType.STORE_BEHIND,
                        "partition " + key.type() + "/" + key.partition() + " is at offset " + served.offset()
                                + " and has not caught up with a position that was answered from already: the store was"
                                + " set back; retry")
                .with("partition", key.partition())
                .with("position", served.offset())
                .retryAfter(RETRY);
    }

    private static ProblemException tooStale(PartitionKey key, @Nullable Instant caughtUpAt, Duration maxStale) {
        ProblemException problem = new ProblemException(
                        ProblemType.TOO_STALE,
                        "partition " + key.type() + "/" + key.partition()
                                + (caughtUpAt == null
                                        ? " is not known to have been caught up"
                                        : " was last caught up at " + caughtUpAt)
                                + ", longer ago than maxStale=" + maxStale + "; retry, or allow more")
                .with("partition", key.partition())
                .retryAfter(RETRY);
        return caughtUpAt == null ? problem : problem.with("caughtUpAt", Times.text(caughtUpAt));
    }
}
