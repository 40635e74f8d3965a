package io.lastword.test;

import io.lastword.embedded.RedisConnection;
import java.time.Duration;

/** One command on a connection of its own. */
final class RedisCli {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private RedisCli() {}

    static String run(String host, int port, String... words) {
        try (RedisConnection connection = new RedisConnection(host, port, TIMEOUT)) {
            return connection.command(words);
        }
    }
}
