package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lastword.test.Backends;
import io.lastword.test.TestBroker;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/** Has a real log cleaner do its work when a test wants it to. */
final class Compaction {

    /** Topic settings with which everything is kept until {@link #allow}. */
    static final Map<String, String> NOT_YET = Map.of(
            "segment.ms", "100",
            "min.cleanable.dirty.ratio", "0.001",
            "min.compaction.lag.ms", Long.toString(Duration.ofHours(1).toMillis()));

    private static final Map<String, String> AT_ONCE =
            Map.of("min.compaction.lag.ms", "0", "max.compaction.lag.ms", "100");

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private Compaction() {}

    /** A broker whose log cleaner looks for work all the time. */
    static TestBroker newBroker() {
        return Backends.newBroker(Map.of("log.cleaner.backoff.ms", "100"));
    }

    static void allow(Scene scene) {
        scene.configure(AT_ONCE);
    }

    /** Waits until a read of the log from its start is as expected. Only appending closes segments and starts passes. */
    static LogOracle appendUntil(Scene scene, Writer writer, String what, Predicate<LogOracle> expected) {
        Scene.await(what).pollInterval(BETWEEN_LOOKS).until(() -> {
            writer.put("tick", "{}");
            writer.flush();
            return expected.test(scene.log());
        });
        return scene.log();
    }

    /** How many records of keys with this prefix the log holds. */
    static long records(LogOracle log, String prefix) {
        return log.records().stream()
                .filter(record -> new String(record.key(), UTF_8).startsWith(prefix))
                .count();
    }
}
