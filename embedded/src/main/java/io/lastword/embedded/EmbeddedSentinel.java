package io.lastword.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A sentinel that decides alone about the failover of one master; a child of this JVM that listens on 127.0.0.1 only. */
public final class EmbeddedSentinel implements AutoCloseable {

    /** What it calls the master. */
    public static final String MASTER = "lastword";

    private static final String CONFIGURATION = "sentinel.conf";

    private final int port = FreePorts.choose();
    private final ChildProcess process;

    /**
     * Starts it.
     *
     * @param directory where it keeps its configuration, which it writes anew with what it finds out, and its log
     * @param downAfter how long the master must not answer to be taken for down
     */
    public EmbeddedSentinel(Path directory, String masterHost, int masterPort, Duration downAfter) {
        List<String> configuration = List.of(
                "bind 127.0.0.1",
                "port " + port,
                "sentinel monitor %s %s %d 1".formatted(MASTER, masterHost, masterPort),
                "sentinel down-after-milliseconds %s %d".formatted(MASTER, downAfter.toMillis()),
                "sentinel failover-timeout %s %d".formatted(MASTER, downAfter.toMillis() * 10));
        try {
            Files.write(directory.resolve(CONFIGURATION), configuration);
            process = new ChildProcess(new ProcessBuilder(RedisBinary.find().command(), CONFIGURATION, "--sentinel")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("sentinel.log").toFile()));
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    "the sentinel cannot be started in %s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    public int port() {
        return port;
    }

    /** Whether it knows of a replica that could take the master's place. */
    public boolean knowsOfReplica() {
        try (RedisConnection connection = new RedisConnection("127.0.0.1", port, Duration.ofSeconds(2))) {
            String master = connection.command("SENTINEL", "MASTER", MASTER);
            return master.lines()
                    .dropWhile(line -> !line.equals("num-slaves"))
                    .skip(1)
                    .findFirst()
                    .orElse("0")
                    .equals("1");
        } catch (UncheckedIOException | RedisConnection.ErrorReply e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.kill();
    }
}
