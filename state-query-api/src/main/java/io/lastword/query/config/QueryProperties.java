package io.lastword.query.config;

import io.lastword.model.store.Layout;
import io.lastword.query.snapshot.Allowance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the state query API.
 *
 * @param keyPrefix of all keys in Redis; the consumer must have the same
 * @param tokenTimeout how long a read with a token waits if it does not say
 * @param maxTokenTimeout the longest that a read may ask to wait
 * @param watchInterval pause between two looks at a partition that reads with tokens wait for
 * @param maxRadius the largest radius of a list by distance, in metres
 * @param maxStreams whole lists that an instance writes at once; more get 503 {@code too-many-streams}, or 429
 *     {@code more-than-a-share} if they are of the same client: one alone gets three quarters
 * @param clockSkew how far the clocks of this system may be apart: a caught-up-at that is farther ahead is not
 *     believed, and a token of another log must be older than the snapshots by so much to be refused
 * @param logTimeout longest wait for one answer of Kafka, and for one that is under way to others, before 503
 *     {@code log-unavailable}
 * @param memory bounds of what requests hold
 * @param watch bounds of watching
 * @param history bounds of reading the log for history and as-of
 */
@ConfigurationProperties(prefix = "lastword.query", ignoreUnknownFields = false)
public record QueryProperties(
        @DefaultValue(Layout.DEFAULT_PREFIX) String keyPrefix,
        @DefaultValue("2s") Duration tokenTimeout,
        @DefaultValue("30s") Duration maxTokenTimeout,
        @DefaultValue("5ms") Duration watchInterval,
        @DefaultValue("500000") int maxRadius,
        @DefaultValue("16") int maxStreams,
        @DefaultValue("5s") Duration clockSkew,
        @DefaultValue("3s") Duration logTimeout,
        @DefaultValue Memory memory,
        @DefaultValue Watch watch,
        @DefaultValue History history) {

    /**
     * Bounds of what requests hold.
     *
     * @param answerBytes most bytes of states in one answer: a look-up of more gets 422 {@code answer-too-large}, a
     *     page of a list is short. One entity of each partition always fits a page
     * @param heldBytes most bytes of states that all answers hold together (each twice, while it is read), 0 for a
     *     quarter of the heap; one client gets three quarters, and an answer half of that at most
     */
    public record Memory(
            @DefaultValue("16MB") DataSize answerBytes,
            @DefaultValue("0B") DataSize heldBytes) {

        private static final DataSize LEAST = DataSize.ofMegabytes(2);

        public Memory {
            if (heldBytes.toBytes() == 0) {
                heldBytes = DataSize.ofBytes(Runtime.getRuntime().maxMemory() / 4);
            }
        }

        private void check(List<String> mistakes) {
            // One entity must fit.
            if (answerBytes.compareTo(LEAST) < 0) {
                mistakes.add("memory.answer-bytes is " + answerBytes + "; it must be 2 MB at least");
            }
            if (heldBytes.toBytes() < Allowance.COPIES * LEAST.toBytes()) {
                mistakes.add(
                        "memory.held-bytes is " + heldBytes + "; it must be 4 MB at least, so give it or more heap");
            }
        }
    }

    /**
     * Bounds of reading the log for history and as-of.
     *
     * @param maxScans readings of the log for history and as-of at once; more get 503 {@code too-many-scans}, or
     *     429 {@code more-than-a-share} if one client has three quarters
     * @param maxTime after which one ends, though not before it has moved on
     * @param maxBytes most bytes of changes that one holds, or one change; it is counted twice in
     *     {@code memory.held-bytes}, of which it is an eighth at most
     * @param settleTime after which no change of an instant is expected any more: longest that replicas take for one, and
     *     that the clock of its broker is behind
     */
    public record History(
            @DefaultValue("4") int maxScans,
            @DefaultValue("20s") Duration maxTime,
            @DefaultValue("8MB") DataSize maxBytes,
            @DefaultValue("1s") Duration settleTime) {

        private void check(List<String> mistakes) {
            requirePositive("history.settle-time", settleTime, mistakes);
            requirePositive("history.max-scans", maxScans, mistakes);
            requirePositive("history.max-time", maxTime, mistakes);
            requirePositive("history.max-bytes", maxBytes.toBytes(), mistakes);
        }
    }

    /**
     * Bounds of watching.
     *
     * @param maxWatchers most watchers of this instance; others get 503 {@code too-many-watchers}, and 429 where
     *     one client, by its address, has three quarters of them
     * @param maxPending most entities with a change that a watcher has not taken yet; one with more reads the log on its
     *     own from there
     * @param pendingBytes most bytes of such changes, of what a snapshot has found, and of what was handed to the server but
     *     not sent, of all watchers together (each twice, once it is being sent), 0 for an eighth of the heap, 64 MB at most
     * @param recentBytes most bytes of the latest changes that are kept per watched type, for watchers that come back soon
     *     (each twice, once it was sent), 0 for a 32nd of the heap, 16 MB at most
     * @param catchUps most watchers that read the log on their own at once
     * @param heartbeat how often a watcher that there is nothing for is told its position, and one that waits why
     * @param retryMin shortest time after which a client is told to come back once its stream has ended
     * @param retryMax longest such time; each is told another, so that they do not come at once
     * @param unreadTimeout after which a watch is ended whose client takes nothing of what waits for it
     */
    public record Watch(
            @DefaultValue("2000") int maxWatchers,
            @DefaultValue("10000") int maxPending,
            @DefaultValue("0B") DataSize pendingBytes,
            @DefaultValue("0B") DataSize recentBytes,
            @DefaultValue("2") int catchUps,
            @DefaultValue("10s") Duration heartbeat,
            @DefaultValue("1s") Duration retryMin,
            @DefaultValue("5s") Duration retryMax,
            @DefaultValue("30s") Duration unreadTimeout) {

        private static final DataSize MOST_PENDING = DataSize.ofMegabytes(64);
        private static final DataSize MOST_RECENT = DataSize.ofMegabytes(16);

        public Watch {
            pendingBytes = orPartOfHeap(pendingBytes, 8, MOST_PENDING);
            recentBytes = orPartOfHeap(recentBytes, 32, MOST_RECENT);
        }

        private static DataSize orPartOfHeap(DataSize size, int part, DataSize most) {
            return size.toBytes() == 0
                    ? DataSize.ofBytes(
                            Math.min(most.toBytes(), Runtime.getRuntime().maxMemory() / part))
                    : size;
        }

        private void check(List<String> mistakes) {
            requirePositive("watch.max-watchers", maxWatchers, mistakes);
            requirePositive("watch.max-pending", maxPending, mistakes);
            requirePositive("watch.pending-bytes", pendingBytes.toBytes(), mistakes);
            requirePositive("watch.recent-bytes", recentBytes.toBytes(), mistakes);
            requirePositive("watch.catch-ups", catchUps, mistakes);
            requirePositive("watch.heartbeat", heartbeat, mistakes);
            requirePositive("watch.retry-min", retryMin, mistakes);
            if (retryMax.compareTo(retryMin) < 0) {
                mistakes.add("watch.retry-max is shorter than the retry-min");
            }
            requirePositive("watch.unread-timeout", unreadTimeout, mistakes);
        }
    }

    private static final int HALF_AROUND_THE_EARTH = 20_000_000;

    public QueryProperties {
        List<String> mistakes = new ArrayList<>();
        requirePositive("token-timeout", tokenTimeout, mistakes);
        requirePositive("watch-interval", watchInterval, mistakes);
        if (maxTokenTimeout.compareTo(tokenTimeout) < 0) {
            mistakes.add("max-token-timeout is shorter than the token-timeout");
        }
        if (maxRadius < 1 || maxRadius > HALF_AROUND_THE_EARTH) {
            mistakes.add("max-radius is " + maxRadius + "; it must be 1 to " + HALF_AROUND_THE_EARTH + " metres");
        }
        if (maxStreams < 1) {
            mistakes.add("max-streams is " + maxStreams + "; it must be at least 1");
        }
        if (clockSkew.isNegative()) {
            mistakes.add("clock-skew is negative");
        }
        requirePositive("log-timeout", logTimeout, mistakes);
        memory.check(mistakes);
        watch.check(mistakes);
        history.check(mistakes);
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException("lastword.query: " + String.join("; ", mistakes));
        }
    }

    /** What a history may hold of what all requests may. */
    long bytesPerHistory() {
        return Math.min(history.maxBytes().toBytes(), memory.heldBytes().toBytes() / 8);
    }

    private static void requirePositive(String name, long value, List<String> mistakes) {
        if (value < 1) {
            mistakes.add(name + " is " + value + "; it must be positive");
        }
    }

    private static void requirePositive(String name, Duration value, List<String> mistakes) {
        if (value.isZero() || value.isNegative()) {
            mistakes.add(name + " is " + value + "; it must be positive");
        }
    }
}
