package io.lastword.test;

import java.net.InetSocketAddress;

/** A broker that needs no other, so that it can be set back and be cut off. */
public interface SingleTestBroker extends TestBroker {

    /** Where a forwarder finds the listener that knows of it. */
    InetSocketAddress behindForwarder();

    /** Everything that the stopped broker has on disk. */
    byte[] copy();

    /** Starts, after {@link #stop()}, with this copy instead of what it has on disk. */
    void startFrom(byte[] copy);
}
