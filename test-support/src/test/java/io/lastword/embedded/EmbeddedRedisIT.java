package io.lastword.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.test.AnyServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@AnyServer
class EmbeddedRedisIT {

    @TempDir
    private Path directory;

    @Test
    void shouldLoseItsDataWhenNotPersistent() {
        try (EmbeddedRedis redis = started(RedisSettings.in(directory))) {
            command(redis, "SET", "a", "1");
            redis.stop();
            redis.start();

            assertThat(command(redis, "GET", "a")).isEqualTo("(nil)");
        }
    }

    @Test
    void shouldKeepItsDataForAnotherInstanceWhenPersistent() {
        RedisSettings settings = RedisSettings.in(directory).persistent(true);
        try (EmbeddedRedis first = started(settings)) {
            command(first, "SET", "a", "1");
        }
        try (EmbeddedRedis second = started(settings)) {
            assertThat(command(second, "GET", "a")).isEqualTo("1");
        }
    }

    @Test
    void shouldStopWithoutSavingIfToldSo() {
        try (EmbeddedRedis redis = started(RedisSettings.in(directory).persistent(true))) {
            command(redis, "SET", "a", "1");
            redis.stop(false);
            redis.start();

            assertThat(command(redis, "GET", "a")).isEqualTo("(nil)");
        }
    }

    @Test
    void shouldKeepAppendedWritesThroughACrash() {
        RedisSettings settings = RedisSettings.in(directory).appendOnly(true).with("appendfsync always");
        try (EmbeddedRedis redis = started(settings)) {
            command(redis, "SET", "a", "1");
            redis.kill();
            redis.start();

            assertThat(command(redis, "GET", "a")).isEqualTo("1");
        }
    }

    @Test
    void shouldNeverEvict() {
        try (EmbeddedRedis redis = started(RedisSettings.in(directory))) {
            assertThat(command(redis, "CONFIG", "GET", "maxmemory-policy")).isEqualTo("maxmemory-policy\nnoeviction");
        }
    }

    @Test
    void shouldSayWhichPortIsBusy() {
        try (EmbeddedRedis first = started(RedisSettings.in(directory.resolve("first")));
                EmbeddedRedis second = new EmbeddedRedis(
                        RedisSettings.in(directory.resolve("second")).onPort(first.port()))) {
            assertThatThrownBy(second::start).hasMessageStartingWith("port " + first.port() + " (Redis) is in use");
        }
    }

    @Test
    void shouldShowWhyRedisDidNotStart() {
        try (EmbeddedRedis redis = new EmbeddedRedis(RedisSettings.in(directory).with("no-such-setting 1"))) {
            assertThatThrownBy(redis::start)
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("no-such-setting")
                    .message()
                    .hasLineCount(1);
        }
    }

    private static EmbeddedRedis started(RedisSettings settings) {
        EmbeddedRedis redis = new EmbeddedRedis(settings);
        redis.start();
        return redis;
    }

    private static String command(EmbeddedRedis redis, String... words) {
        try (RedisConnection connection = new RedisConnection(redis.host(), redis.port(), Duration.ofSeconds(5))) {
            return connection.command(words);
        }
    }
}
