package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Looks at a partition again and again from a thread of its own, and keeps every picture that differs. */
final class Watcher implements AutoCloseable {

    private final Scene scene;
    private final int partition;
    private final Thread thread;
    private final Queue<Picture> seen = new ConcurrentLinkedQueue<>();
    private volatile boolean cold;
    private volatile boolean stopped;

    Watcher(Scene scene, int partition) {
        this.scene = scene;
        this.partition = partition;
        scene.redis();
        thread = new Thread(this::watch, "watcher");
        thread.setDaemon(true);
        thread.start();
    }

    /** Everything that was served since the start; stops the watch. */
    List<Picture> stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new ArrayList<>(seen);
    }

    /** Whether nothing was served at some time since the start. */
    boolean sawCold() {
        return cold;
    }

    /**
     * Checks every picture of a log against the fold of that log up to the position that the picture states, and that
     * nothing behind the position could be read when the picture claims to have been caught up.
     */
    static void assertTrue(List<Picture> pictures, Map<String, LogOracle> logs) {
        for (Picture picture : pictures) {
            LogOracle log = logs.get(picture.topicId());
            assertThat(log).as("the log %s of %s", picture.topicId(), picture).isNotNull();
            assertThat(picture.entities())
                    .as("partition %d at %d of %s", picture.partition(), picture.offset(), picture.topicId())
                    .isEqualTo(log.upTo(picture.partition(), picture.offset()));
            Instant missed = log.appendedFrom(picture.partition(), picture.offset());
            if (missed != null && picture.caughtUpAt() != null) {
                assertThat(picture.caughtUpAt())
                        .as("caught-up-at of partition %d at %d", picture.partition(), picture.offset())
                        .isBeforeOrEqualTo(missed.plus(log.settling()));
            }
        }
    }

    private void watch() {
        Picture last = null;
        while (!stopped) {
            try {
                Picture now = scene.picture(partition);
                cold |= now == null;
                if (now != null && !now.equals(last)) {
                    seen.add(now);
                    last = now;
                }
            } catch (RedisException e) {
                // While Redis is away nobody is served.
            }
            Thread.yield();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
