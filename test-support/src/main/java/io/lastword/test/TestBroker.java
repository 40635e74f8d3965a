package io.lastword.test;

/** A Kafka broker, or several as one, that creates no topics by itself. Stopping keeps the addresses and the data. */
public interface TestBroker extends AutoCloseable {

    /** Host and port, the same through every stop and start. */
    String bootstrapServers();

    void stop();

    /** Returns when the broker answers; does nothing if it runs. */
    void start();

    /** What it is, with its version. */
    String description();

    /** Stops it for good. Not for the shared broker, which ends with the JVM. */
    @Override
    void close();
}
