package io.lastword.kit.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A Lua script: called by its digest, sent whole to a server that does not know it yet. Thread-safe. */
public final class Script {

    private final byte[] source;
    private final String digest;

    private Script(byte[] source) {
        this.source = source;
        this.digest = Base16.digest(source);
    }

    /** Reads the script that lies beside a class. */
    public static Script load(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is not on the class path");
            }
            return new Script(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the script; the result says whether it did what it was asked to. Calls on one connection run in order. */
    public CompletableFuture<Boolean> run(
            RedisClusterAsyncCommands<byte[], byte[]> redis, byte[][] keys, byte[][] args) {
        return this.<Long>call(redis, ScriptOutputType.INTEGER, keys, args).thenApply(result -> result == 1);
    }

    /** Runs a script that answers with several values of one kind, or of several if they are {@link Object}s. */
    public <T> CompletableFuture<List<T>> values(
            RedisClusterAsyncCommands<byte[], byte[]> redis, byte[][] keys, byte[][] args) {
        return call(redis, ScriptOutputType.MULTI, keys, args);
    }

    private <T> CompletableFuture<T> call(
            RedisClusterAsyncCommands<byte[], byte[]> redis, ScriptOutputType type, byte[][] keys, byte[][] args) {
        return redis.<T>evalsha(digest, type, keys, args)
                .toCompletableFuture()
                .exceptionallyCompose(failure -> ClusterRefusals.unwrap(failure) instanceof RedisNoScriptException
                        ? redis.<T>eval(source, type, keys, args).toCompletableFuture()
                        : CompletableFuture.failedFuture(ClusterRefusals.unwrap(failure)));
    }
}
