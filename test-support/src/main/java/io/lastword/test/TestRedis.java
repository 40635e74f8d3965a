package io.lastword.test;

import java.util.List;
import java.util.Map;

/** A single Redis. */
public interface TestRedis extends RedisServers {

    String host();

    /** The same through every stop and start. */
    int port();

    /** Everything that Redis holds now, as its dump; Redis must run. */
    byte[] copy();

    /** Starts, after {@link #stop()}, with this copy instead of what was saved. */
    void startFrom(byte[] copy);

    /**
     * Sends one command, such as {@code cli("HGET", "a", "b")}.
     *
     * @return the answer as text: a list as one line per element, a missing value as {@code (nil)}
     * @throws RuntimeException if Redis refuses the command or cannot be reached
     */
    String cli(String... words);

    @Override
    default Map<String, String> springSettings() {
        return Map.of("spring.data.redis.url", "redis://" + host() + ":" + port());
    }

    @Override
    default List<TestRedis> servers() {
        return List.of(this);
    }
}
