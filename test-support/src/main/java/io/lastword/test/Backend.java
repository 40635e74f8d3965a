package io.lastword.test;

import java.util.Map;

/** A way to get servers for tests; what it makes runs already and is closed at the latest when the JVM ends. */
interface Backend {

    /** @param forwarderPort where a {@link Forwarder} to the broker will listen, 0 for none */
    TestBroker newBroker(Map<String, String> properties, int forwarderPort);

    TestRedis newRedis(boolean persistent);

    /** Its name and the versions it runs. */
    String description();
}
