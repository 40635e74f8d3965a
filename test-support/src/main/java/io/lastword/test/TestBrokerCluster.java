package io.lastword.test;

/**
 * Brokers that hold every topic in three copies and acknowledge a write when two have it. As a {@link TestBroker} they are
 * stopped and started together.
 */
public interface TestBrokerCluster extends TestBroker {

    /** How many there are; they are numbered from 1 on. */
    int size();

    /** Ends one broker without letting it hand over what it leads. */
    void stop(int node);

    /** Returns when the broker has caught up with the others; does nothing if it runs. */
    void start(int node);
}
