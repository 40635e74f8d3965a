package io.lastword.test;

/** A single Redis with {@code maxmemory-policy noeviction}. Stopping keeps its address. */
public interface TestRedis extends AutoCloseable {

    String host();

    /** The same through every stop and start. */
    int port();

    /** A persistent Redis saves its data first, any other loses them. */
    void stop();

    /** Returns when Redis has loaded its data and answers; does nothing if it runs. */
    void start();

    /** Starts, after {@link #stop()}, without what was saved. */
    void startEmpty();

    /** Everything that Redis holds now, as its dump; Redis must run. */
    byte[] copy();

    /** Starts, after {@link #stop()}, with this copy instead of what was saved. */
    void startFrom(byte[] copy);

    default void flushAll() {
        cli("FLUSHALL");
    }

    /**
     * Sends one command, such as {@code cli("HGET", "a", "b")}.
     *
     * @return the answer as text: a list as one line per element, a missing value as {@code (nil)}
     * @throws RuntimeException if Redis refuses the command or cannot be reached
     */
    String cli(String... words);

    /** What it is, with its version. */
    String description();

    /** Stops it for good. Not for the shared Redis, which ends with the JVM. */
    @Override
    void close();
}
