package io.lastword.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@code redis-server} process that is a child of this JVM and listens on 127.0.0.1 only. It can be stopped and
 * started again on the same port, and ends with the JVM unless that is killed. Thread-safe.
 */
public final class EmbeddedRedis implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String CONFIGURATION = "redis.conf";
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 20;
    private static final int LOG_LINES_IN_MESSAGE = 5;

    private final RedisSettings settings;
    private final int port;
    private final Path log;
    private @Nullable ChildProcess process;

    /** Chooses the port if the settings leave it open; nothing runs before {@link #start()}. */
    public EmbeddedRedis(RedisSettings settings) {
        this.settings = settings;
        this.port = settings.port() == 0 ? FreePorts.choose() : settings.port();
        this.log = settings.directory().resolve("redis.log");
    }

    /**
     * Returns when Redis has loaded its data and answers; does nothing if it runs already.
     *
     * @throws EmbeddedServerException if the port is in use, no binary runs here or Redis does not come up
     */
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        FreePorts.requireFree(port, "Redis");
        ChildProcess starting = launch(RedisBinary.find());
        try {
            awaitReady(starting);
            process = starting;
        } catch (RuntimeException e) {
            starting.kill();
            throw e;
        }
    }

    /** Stops in good order, with a last dump if the settings are persistent. */
    public void stop() {
        stop(settings.persistent());
    }

    /**
     * Stops in good order; does nothing if Redis is not running.
     *
     * @param save whether to write a dump, whatever the settings say
     * @throws EmbeddedServerException if Redis could not save; it then still runs
     */
    public synchronized void stop(boolean save) {
        if (process != null) {
            if (process.isAlive()) {
                shutDown(save);
            }
            process.end(STOPPED_WITHIN);
            process = null;
        }
    }

    /** Ends the process as a crash would. */
    public synchronized void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    /**
     * Version and origin of the binary that every instance runs, such as {@code Redis 6.2.11 (bundled)}.
     *
     * @throws EmbeddedServerException if none runs on this machine
     */
    public static String availableVersion() {
        return RedisBinary.find().description();
    }

    @Override
    public void close() {
        stop();
    }

    private ChildProcess launch(RedisBinary binary) {
        Path directory = settings.directory();
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(CONFIGURATION), settings.toConfiguration(port));
            return new ChildProcess(new ProcessBuilder(binary.command(), CONFIGURATION)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile()));
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    "Redis cannot be started in %s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private void awaitReady(ChildProcess starting) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!answers()) {
            if (starting.endsWithin(POLL_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new EmbeddedServerException(
                        "Redis on port %d did not start; %s ends with: %s".formatted(port, log, endOfLog()));
            }
        }
    }

    /** False also while Redis still loads its data. */
    private boolean answers() {
        try (RedisConnection connection = new RedisConnection(HOST, port, ANSWER_TIMEOUT)) {
            return connection.command("PING").equals("PONG");
        } catch (UncheckedIOException | RedisConnection.ErrorReply e) {
            return false;
        }
    }

    private void shutDown(boolean save) {
        try (RedisConnection connection = new RedisConnection(HOST, port, STOPPED_WITHIN)) {
            connection.command("SHUTDOWN", save ? "SAVE" : "NOSAVE");
        } catch (RedisConnection.ErrorReply e) {
            throw new EmbeddedServerException(
                    "Redis on port %d refuses to stop: %s; see %s".formatted(port, e.getMessage(), log), e);
        } catch (UncheckedIOException expected) {
            // Redis answers a shutdown by closing the connection.
        }
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES_IN_MESSAGE), lines.size()));
        } catch (IOException e) {
            return "(unreadable)";
        }
    }
}
