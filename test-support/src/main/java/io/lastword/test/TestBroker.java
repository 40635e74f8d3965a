package io.lastword.test;

import java.net.InetSocketAddress;

/** A single-node Kafka broker that creates no topics by itself. Stopping keeps its address and its data. */
public interface TestBroker extends AutoCloseable {

    /** Host and port, the same through every stop and start. */
    String bootstrapServers();

    /** Where a forwarder finds the listener that knows of it. */
    InetSocketAddress behindForwarder();

    void stop();

    /** Returns when the broker answers; does nothing if it runs. */
    void start();

    /** Everything that the stopped broker has on disk. */
    byte[] copy();

    /** Starts, after {@link #stop()}, with this copy instead of what it has on disk. */
    void startFrom(byte[] copy);

    /** What it is, with its version. */
    String description();

    /** Stops it for good. Not for the shared broker, which ends with the JVM. */
    @Override
    void close();
}
