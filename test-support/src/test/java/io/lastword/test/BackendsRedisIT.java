package io.lastword.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class BackendsRedisIT {

    @Test
    void shouldKeepItsAddressAndItsDataThroughAStopWhenPersistent() {
        try (TestRedis redis = Backends.newRedis(true)) {
            int port = redis.port();
            redis.cli("SET", "a", "1");

            redis.stop();
            redis.start();

            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.cli("GET", "a")).isEqualTo("1");
        }
    }

    @Test
    void shouldStartWithoutDataIfAskedTo() {
        try (TestRedis redis = Backends.newRedis(true)) {
            int port = redis.port();
            redis.cli("SET", "a", "1");

            redis.stop();
            redis.startEmpty();

            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.cli("DBSIZE")).isEqualTo("0");
        }
    }

    @Test
    void shouldGoBackToAnOlderCopyOfItself() {
        try (TestRedis redis = Backends.newRedis(true)) {
            redis.cli("SET", "a", "1");
            byte[] copy = redis.copy();
            redis.cli("SET", "a", "2");

            redis.stop();
            redis.startFrom(copy);

            assertThat(redis.cli("GET", "a")).isEqualTo("1");
        }
    }

    @Test
    void shouldLoseItsDataThroughAStopWhenNotPersistent() {
        try (TestRedis redis = Backends.newRedis(false)) {
            redis.cli("SET", "a", "1");

            redis.stop();
            redis.start();

            assertThat(redis.cli("GET", "a")).isEqualTo("(nil)");
        }
    }

    @Test
    void shouldNotAnswerWhileStopped() {
        try (TestRedis redis = Backends.newRedis(false)) {
            redis.stop();

            assertThatThrownBy(() -> redis.cli("PING")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void shouldForgetEverythingWhenFlushed() {
        TestRedis redis = Backends.redis();
        redis.cli("SET", "a", "1");

        redis.flushAll();

        assertThat(redis.cli("DBSIZE")).isEqualTo("0");
    }

    @Test
    void shouldAnswerAsText() {
        TestRedis redis = Backends.redis();

        assertThat(redis.cli("ECHO", "größer")).isEqualTo("größer");
        assertThat(redis.cli("EVAL", "return {'a', {2, 'b'}, false}", "0")).isEqualTo("a\n2\nb\n(nil)");
        assertThatThrownBy(() -> redis.cli("NO-SUCH-COMMAND")).hasMessageContaining("unknown command");
    }

    @Test
    void shouldNeverEvict() {
        assertThat(Backends.redis().cli("CONFIG", "GET", "maxmemory-policy")).endsWith("noeviction");
    }
}
