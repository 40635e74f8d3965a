package io.lastword.query.watch;

import java.time.Duration;

/**
 * Bounds of watching.
 *
 * @param maxWatchers most watchers of this instance
 * @param maxPending most entities with a change that a watcher has not taken yet; beyond, it reads the log on its own
 * @param pendingBytes most bytes of such changes, and of what {@code snapshot=true} has found, of all watchers together;
 *     each may always have one change, and what was found in one bucket of a partition
 * @param recentBytes most bytes of the latest changes of a type that are kept for watchers that come back soon
 * @param catchUps most watchers that read the log on their own at once
 * @param heartbeat how often a watcher that there is nothing for is told its position
 */
public record WatchSettings(
        int maxWatchers, int maxPending, long pendingBytes, long recentBytes, int catchUps, Duration heartbeat) {}
