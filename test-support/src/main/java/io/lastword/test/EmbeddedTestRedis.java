package io.lastword.test;

import io.lastword.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class EmbeddedTestRedis implements TestRedis {

    private final EmbeddedRedis redis;
    private final TemporaryDirectory directory;

    EmbeddedTestRedis(EmbeddedRedis redis, TemporaryDirectory directory) {
        this.redis = redis;
        this.directory = directory;
        CloseAtExit.add(this);
        redis.start();
    }

    @Override
    public String host() {
        return redis.host();
    }

    @Override
    public int port() {
        return redis.port();
    }

    @Override
    public void stop() {
        redis.stop();
    }

    @Override
    public void start() {
        redis.start();
    }

    @Override
    public void startEmpty() {
        redis.stop();
        directory.empty();
        redis.start();
    }

    @Override
    public byte[] copy() {
        cli("SAVE");
        try {
            return Files.readAllBytes(dump());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void startFrom(byte[] copy) {
        try {
            Files.write(dump(), copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        redis.start();
    }

    @Override
    public String cli(String... words) {
        return RedisCli.run(host(), port(), words);
    }

    @Override
    public String description() {
        return "embedded " + EmbeddedRedis.availableVersion();
    }

    @Override
    public void close() {
        CloseAtExit.remove(this);
        redis.close();
        directory.close();
    }

    @Override
    public String toString() {
        return description() + " at " + host() + ":" + port();
    }

    private Path dump() {
        return directory.path().resolve("dump.rdb");
    }
}
