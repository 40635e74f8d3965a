package io.lastword.test;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where tests get their broker and their Redis from. The system property {@value #PROPERTY} says which kind:
 * {@code containers}, {@code embedded} (in this JVM and as its child), or {@code auto}, which takes containers if a
 * Docker engine answers and embedded servers otherwise.
 */
public final class Backends {

    public static final String PROPERTY = "lastword.test.backend";

    private static @Nullable Backend chosen;
    private static @Nullable TestBroker sharedBroker;
    private static @Nullable TestRedis sharedRedis;
    private static @Nullable TestBrokerCluster sharedBrokerCluster;
    private static @Nullable TestRedisCluster sharedRedisCluster;

    private Backends() {}

    /** The broker that all tests of this JVM share. Each should have topics of its own, and none may stop it. */
    public static synchronized TestBroker broker() {
        if (sharedBroker == null) {
            sharedBroker = newBroker(Map.of());
        }
        return sharedBroker;
    }

    /** The Redis that all tests of this JVM share; it keeps nothing on disk, and no test may stop it. */
    public static synchronized TestRedis redis() {
        if (sharedRedis == null) {
            sharedRedis = newRedis(false);
        }
        return sharedRedis;
    }

    /**
     * A broker for a test that stops it or needs other settings; the test closes it.
     *
     * @param properties broker properties that add to or replace the usual ones
     */
    public static SingleTestBroker newBroker(Map<String, String> properties) {
        return chosen().newBroker(properties, 0);
    }

    /**
     * A broker for a test that cuts clients off from it with a {@link Forwarder}; the test closes it.
     *
     * @param forwarderPort where the forwarder will listen
     */
    public static SingleTestBroker newForwardedBroker(int forwarderPort) {
        return chosen().newBroker(Map.of(), forwarderPort);
    }

    /**
     * A Redis for a test that stops it; the test closes it.
     *
     * @param persistent whether its data survive {@link TestRedis#stop()}
     */
    public static TestRedis newRedis(boolean persistent) {
        return chosen().newRedis(persistent);
    }

    /**
     * The three brokers that all tests of this JVM share. A test may stop them if it starts them again, since tests run one
     * after the other.
     */
    public static synchronized TestBrokerCluster brokerCluster() {
        if (sharedBrokerCluster == null) {
            sharedBrokerCluster = chosen().newBrokerCluster();
        }
        return sharedBrokerCluster;
    }

    /** The Redis Cluster that all tests of this JVM share: three masters that keep nothing on disk. */
    public static synchronized TestRedisCluster redisCluster() {
        if (sharedRedisCluster == null) {
            sharedRedisCluster = newRedisCluster(false);
        }
        return sharedRedisCluster;
    }

    /**
     * A Redis Cluster for a test that stops it; the test closes it.
     *
     * @param persistent whether its data survive {@link TestRedisCluster#stop()}
     */
    public static TestRedisCluster newRedisCluster(boolean persistent) {
        return chosen().newRedisCluster(persistent);
    }

    static Backend choose(String wanted) {
        return switch (wanted) {
            case "embedded" -> new EmbeddedBackend();
            case "containers" -> {
                if (!ContainerBackend.isAvailable()) {
                    throw new IllegalStateException(
                            "%s=containers, but no Docker engine answers; start one, or use".formatted(PROPERTY) + " -D"
                                    + PROPERTY + "=embedded");
                }
                yield new ContainerBackend();
            }
            case "auto", "" -> ContainerBackend.isAvailable() ? new ContainerBackend() : new EmbeddedBackend();
            default ->
                throw new IllegalArgumentException(
                        "%s is auto, embedded or containers, not '%s'".formatted(PROPERTY, wanted));
        };
    }

    private static synchronized Backend chosen() {
        if (chosen == null) {
            Backend backend = choose(System.getProperty(PROPERTY, "auto"));
            System.out.println("integration tests run on: " + backend.description());
            chosen = backend;
        }
        return chosen;
    }
}
