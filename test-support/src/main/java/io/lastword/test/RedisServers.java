package io.lastword.test;

import java.util.List;
import java.util.Map;

/** One Redis or several that share the keys, with {@code maxmemory-policy noeviction}. Stopping keeps the addresses. */
public interface RedisServers extends AutoCloseable {

    /** What a Spring Boot service must be told to use it, by the settings' names. */
    Map<String, String> springSettings();

    /** Each of them, always in the same order. */
    List<TestRedis> servers();

    /** Persistent servers save their data first, any others lose them. */
    void stop();

    /** Returns when all data are loaded and all keys can be reached; does nothing if it runs. */
    void start();

    /** Starts, after {@link #stop()}, without what was saved. */
    void startEmpty();

    default void flushAll() {
        servers().forEach(server -> server.cli("FLUSHALL"));
    }

    /** What it is, with its version. */
    String description();

    /** Stops it for good. Not for what tests share, which ends with the JVM. */
    @Override
    void close();
}
