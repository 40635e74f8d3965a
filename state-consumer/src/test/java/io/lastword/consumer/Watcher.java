package io.lastword.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Looks at a partition again and again from a thread of its own, and keeps every picture that differs. */
final class Watcher implements AutoCloseable {

    private final Scene scene;
    private final int partition;
    private final Thread thread;
    private final Queue<Picture> seen = new ConcurrentLinkedQueue<>();
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

    /** Checks every picture of a log against the fold of that log up to the position that the picture states. */
    static void assertTrue(List<Picture> pictures, Map<String, LogOracle> logs) {
        for (Picture picture : pictures) {
            LogOracle log = logs.get(picture.topicId());
            assertThat(log).as("the log %s of %s", picture.topicId(), picture).isNotNull();
            assertThat(picture.entities())
                    .as("partition %d at %d of %s", picture.partition(), picture.offset(), picture.topicId())
                    .isEqualTo(log.upTo(picture.partition(), picture.offset()));
        }
    }

    private void watch() {
        Picture last = null;
        while (!stopped) {
            Picture now = look();
            if (now != null && !now.equals(last)) {
                seen.add(now);
                last = now;
            }
            Thread.yield();
        }
    }

    private @Nullable Picture look() {
        try {
            return scene.picture(partition);
        } catch (RedisException e) {
            return null;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
