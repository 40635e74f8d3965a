package io.lastword.embedded;

/**
 * A second listener of a broker, whose clients are told to come through a forwarder.
 *
 * @param port of the listener, where the forwarder passes connections on to
 * @param forwarderPort where the forwarder listens, on 127.0.0.1
 */
public record ForwardedListener(int port, int forwarderPort) {

    /** A listener on a free port. */
    public static ForwardedListener behind(int forwarderPort) {
        return new ForwardedListener(FreePorts.choose(), forwarderPort);
    }
}
