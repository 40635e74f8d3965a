package io.lastword.query.watch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Bounds of watching.
 *
 * @param maxWatchers most watchers of this instance
 * @param maxPending most entities with a change that a watcher has not taken yet; beyond, it reads the log on its own
 * @param pendingBytes most bytes of such changes, of what a snapshot has found, and of what was handed on but not sent, of
 *     all watchers together
 * @param recentBytes most bytes of the latest changes of a type that are kept for watchers that come back soon
 * @param catchUps most watchers that read the log on their own at once
 * @param heartbeat how often a watcher that there is nothing for is told its position, and one that waits why
 * @param comeBack when a client is to come back once its stream has ended
 * @param unreadTimeout how long a client may take nothing of what waits for it
 */
public record WatchSettings(
        int maxWatchers,
        int maxPending,
        long pendingBytes,
        long recentBytes,
        int catchUps,
        Duration heartbeat,
        ComeBack comeBack,
        Duration unreadTimeout) {

    /**
     * Clients come back after different times, so that many do not come at once.
     *
     * @param min shortest such time
     * @param max longest such time
     */
    public record ComeBack(Duration min, Duration max) {

        Duration next() {
            return Duration.ofMillis(ThreadLocalRandom.current().nextLong(min.toMillis(), max.toMillis() + 1));
        }
    }
}
