package io.lastword.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an {@link EmbeddedRedis} is started with.
 *
 * @param directory where Redis keeps its dump, append-only file, configuration and log; created if missing
 * @param port 0 to have a free one chosen
 * @param persistent whether a dump is saved in the background and at every stop
 * @param appendOnly whether every write is appended to a file that is replayed at the next start
 * @param lines lines of {@code redis.conf} that come after, and so win over, those made here
 */
public record RedisSettings(Path directory, int port, boolean persistent, boolean appendOnly, List<String> lines) {

    public RedisSettings {
        directory = directory.toAbsolutePath().normalize();
        lines = List.copyOf(lines);
    }

    /** A Redis that keeps nothing, on a free port. */
    public static RedisSettings in(Path directory) {
        return new RedisSettings(directory, 0, false, false, List.of());
    }

    public RedisSettings onPort(int newPort) {
        return new RedisSettings(directory, newPort, persistent, appendOnly, lines);
    }

    public RedisSettings persistent(boolean newPersistent) {
        return new RedisSettings(directory, port, newPersistent, appendOnly, lines);
    }

    public RedisSettings appendOnly(boolean newAppendOnly) {
        return new RedisSettings(directory, port, persistent, newAppendOnly, lines);
    }

    public RedisSettings with(String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return new RedisSettings(directory, port, persistent, appendOnly, more);
    }

    List<String> toConfiguration(int actualPort) {
        List<String> all = new ArrayList<>(List.of(
                "bind 127.0.0.1",
                "port " + actualPort,
                "maxmemory-policy noeviction",
                persistent ? "save 60 1" : "save \"\"",
                "appendonly " + (appendOnly ? "yes" : "no")));
        all.addAll(lines);
        return all;
    }
}
