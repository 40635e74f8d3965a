package io.lastword.quickstart;

import static org.awaitility.Awaitility.await;

import io.lastword.consumer.StateConsumerApplication;
import io.lastword.producer.StateProducerApplication;
import io.lastword.query.StateQueryApiApplication;
import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import io.lastword.test.TestBroker;
import io.lastword.test.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The three services on topics and keys of their own, as users meet them: over HTTP. */
final class RunningSystem implements AutoCloseable {

    /** Rebuilds that follow each other closely, and watchers that soon have to read the log by themselves. */
    private static final String[] BUSY = {
        "--lastword.consumer.heartbeat=200ms",
        "--lastword.consumer.concurrent-builds=4",
        "--lastword.query.watch.recent-bytes=64KB",
        "--lastword.query.watch.max-pending=200"
    };

    private static final Duration SERVED_WITHIN = Duration.ofSeconds(60);

    private static RunningSystem shared;
    private static RunningSystem sharedOnClusters;

    final TestBroker broker;
    final RedisServers redis;
    final String deviceTopic = Topics.unique("device");
    final String driverTopic = Topics.unique("driver");
    final String keyPrefix = deviceTopic + ":";
    private final List<String> settings = new ArrayList<>();
    private final List<ConfigurableApplicationContext> running = new ArrayList<>();
    private final List<ConfigurableApplicationContext> queries = new ArrayList<>();
    private ConfigurableApplicationContext producer;
    private ConfigurableApplicationContext consumer;
    private ConfigurableApplicationContext query;

    RunningSystem(TestBroker broker, RedisServers redis, String... more) {
        this(broker, redis, redis.springSettings(), more);
    }

    /** @param wayToRedis what the services are told of it, where that is not its own address */
    RunningSystem(TestBroker broker, RedisServers redis, Map<String, String> wayToRedis, String... more) {
        this.broker = broker;
        this.redis = redis;
        settings.add("--server.port=0");
        settings.add("--spring.kafka.bootstrap-servers=" + broker.bootstrapServers());
        wayToRedis.forEach((name, value) -> settings.add("--" + name + "=" + value));
        settings.add("--lastword.consumer.key-prefix=" + keyPrefix);
        settings.add("--lastword.consumer.group-prefix=" + deviceTopic + ".");
        settings.add("--lastword.query.key-prefix=" + keyPrefix);
        settings.add("--lastword.types.device.topic=" + deviceTopic);
        settings.add("--lastword.types.driver.topic=" + driverTopic);
        Collections.addAll(settings, more);
    }

    /** On three brokers and three masters, with topics in three copies. */
    static RunningSystem onClusters(RedisServers redis, String... more) {
        RunningSystem system = new RunningSystem(
                Backends.brokerCluster(),
                redis,
                "--lastword.types.device.replication=3",
                "--lastword.types.driver.replication=3");
        Collections.addAll(system.settings, more);
        return system;
    }

    /** One system for all tests that leave it running; each uses ids of its own. */
    static synchronized RunningSystem shared() {
        if (shared == null) {
            RunningSystem system = new RunningSystem(Backends.broker(), Backends.redis(), BUSY);
            system.startAll();
            shared = system;
        }
        return shared;
    }

    /** One system with two consumers and two query instances, on three brokers and three masters. */
    static synchronized RunningSystem sharedOnClusters() {
        if (sharedOnClusters == null) {
            RunningSystem system = onClusters(Backends.redisCluster(), BUSY);
            system.startAll();
            system.startConsumer();
            system.startQuery();
            sharedOnClusters = system;
        }
        return sharedOnClusters;
    }

    /** Starts one of each service and returns once every partition is served. */
    void startAll() {
        startProducer();
        startConsumer();
        startQuery();
        for (String type : List.of("device", "driver")) {
            await("all partitions of " + type).atMost(SERVED_WITHIN).until(() -> isServed(type));
        }
    }

    private boolean isServed(String type) {
        JsonNode partitions =
                query().get("/v1/types/" + type + "/partitions").json().path("partitions");
        for (JsonNode partition : partitions) {
            if (!partition.path("state").stringValue("").equals("live")) {
                return false;
            }
        }
        return !partitions.isEmpty();
    }

    void startProducer() {
        producer = start(StateProducerApplication.application().run(arguments()));
    }

    void startConsumer() {
        consumer = start(StateConsumerApplication.application().run(arguments()));
    }

    void startQuery() {
        query = start(StateQueryApiApplication.application().run(arguments()));
        queries.add(query);
    }

    void stopConsumer() {
        running.remove(consumer);
        consumer.close();
    }

    void stopQuery() {
        running.remove(query);
        query.close();
    }

    /** The arguments that every service of this system is started with. */
    String[] arguments() {
        return settings.toArray(String[]::new);
    }

    Http producer() {
        return new Http(port(producer));
    }

    Http consumer() {
        return new Http(port(consumer));
    }

    Http query() {
        return new Http(port(query));
    }

    /** Every query instance that was started, the oldest first. */
    List<Http> queries() {
        return queries.stream().map(context -> new Http(port(context))).toList();
    }

    @Override
    public void close() {
        Collections.reverse(running);
        running.forEach(ConfigurableApplicationContext::close);
        running.clear();
    }

    private ConfigurableApplicationContext start(ConfigurableApplicationContext context) {
        running.add(context);
        return context;
    }

    private static int port(ConfigurableApplicationContext context) {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }
}
