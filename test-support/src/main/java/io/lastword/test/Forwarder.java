package io.lastword.test;

import io.lastword.embedded.FreePorts;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A way to a broker that can be cut: a process of its own, which when frozen keeps its connections open and passes
 * nothing on. Only clients that bootstrap here take this way; all others still reach the broker.
 */
public final class Forwarder implements AutoCloseable {

    private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);

    private final int port = FreePorts.choose();
    private @Nullable ServiceProcess process;

    /** Where it will listen; a broker must be told before it starts. */
    public int port() {
        return port;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Returns when connections are passed on to the broker. */
    public Forwarder start(SingleTestBroker broker) {
        return start(broker.behindForwarder());
    }

    /** Returns when connections are passed on to this address, where nothing need listen yet. */
    public Forwarder start(InetSocketAddress target) {
        process = ServiceCommand.of(TcpForwarder.class)
                .withArguments(Integer.toString(port), target.getHostString(), Integer.toString(target.getPort()))
                .start();
        process.awaitOutput("forwarding to", STARTED_WITHIN);
        return this;
    }

    public void freeze() {
        running().signal("STOP");
    }

    public void thaw() {
        running().signal("CONT");
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private ServiceProcess running() {
        if (process == null) {
            throw new IllegalStateException("the forwarder was not started");
        }
        return process;
    }
}
