package io.lastword.test;

import java.util.Map;

/** A way to get servers for tests; what it makes runs already and is closed at the latest when the JVM ends. */
interface Backend {

    /** How many brokers or masters a cluster has. */
    int CLUSTER_SIZE = 3;

    /** @param forwarderPort where a {@link Forwarder} to the broker will listen, 0 for none */
    SingleTestBroker newBroker(Map<String, String> properties, int forwarderPort);

    TestRedis newRedis(boolean persistent);

    TestBrokerCluster newBrokerCluster();

    TestRedisCluster newRedisCluster(boolean persistent);

    /** Its name and the versions it runs. */
    String description();
}
