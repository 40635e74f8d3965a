package io.lastword.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.store.Layout;
import io.lastword.test.RedisServers;
import io.lastword.test.ServiceCommand;
import io.lastword.test.ServiceProcess;
import io.lastword.test.TestBroker;
import io.lastword.test.Topics;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** One entity type with a topic, a part of a Redis and consumers of its own. */
final class Scene implements AutoCloseable {

    static final String TYPE = "device";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<String, String> TOPIC_SETTINGS =
            Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime");

    private final TestBroker broker;
    private final RedisServers redis;
    private final int partitions;
    private final Map<String, String> topicSettings;
    private final String topic = Topics.unique("device");
    private final String driverTopic = Topics.unique("driver");
    private final String name = Topics.unique("scene");
    private final Layout layout = new Layout(name + ":");
    private final Admin admin;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable RedisAccess access;
    private String bootstrapServers;

    Scene(TestBroker broker, RedisServers redis, int partitions) {
        this(broker, redis, partitions, Map.of());
    }

    /** @param moreSettings of the topic */
    Scene(TestBroker broker, RedisServers redis, int partitions, Map<String, String> moreSettings) {
        this.broker = broker;
        this.redis = redis;
        this.partitions = partitions;
        topicSettings = new HashMap<>(TOPIC_SETTINGS);
        topicSettings.putAll(moreSettings);
        bootstrapServers = broker.bootstrapServers();
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        Topics.create(broker, topic, partitions, topicSettings);
        Topics.create(broker, driverTopic, 1, TOPIC_SETTINGS);
    }

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50));
    }

    String topic() {
        return topic;
    }

    Layout layout() {
        return layout;
    }

    Admin admin() {
        return admin;
    }

    String group() {
        return name + "." + TYPE;
    }

    RedisClusterCommands<byte[], byte[]> redis() {
        return access().sync();
    }

    /** The commands of {@link #redis()}, answered later. */
    RedisClusterAsyncCommands<byte[], byte[]> asyncRedis() {
        return access().async();
    }

    private RedisAccess access() {
        if (access == null) {
            access = new RedisAccess(redis);
        }
        return access;
    }

    int partitions() {
        return partitions;
    }

    Writer writer() {
        return opened(Writer.of(broker, topic));
    }

    /** Its changes are dated from then on, one second apart. */
    Writer writerDated(Instant from) {
        return opened(Writer.dated(broker, topic, from));
    }

    Writer transactionalWriter() {
        return opened(Writer.transactional(broker, topic));
    }

    /** Sends the consumers that are started from now on this way to the broker. */
    void sendConsumersTo(String newBootstrapServers) {
        bootstrapServers = newBootstrapServers;
    }

    /** Starts a consumer in this JVM. */
    ConfigurableApplicationContext start(String... more) {
        List<String> arguments = arguments(more);
        arguments.add("--logging.level.org.apache.kafka=error");
        return opened(StateConsumerApplication.application().run(arguments.toArray(String[]::new)));
    }

    /** Starts a consumer in this JVM that goes by this clock. */
    ConfigurableApplicationContext startWith(Clock clock, String... more) {
        List<String> arguments = arguments(more);
        arguments.add("--logging.level.org.apache.kafka=error");
        return opened(StateConsumerApplication.application()
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(
                                "clockOfTheTest", Clock.class, () -> clock, definition -> definition.setPrimary(true)))
                .run(arguments.toArray(String[]::new)));
    }

    /** Starts a consumer in a JVM of its own. */
    ServiceProcess startProcess(String... more) {
        return opened(ServiceCommand.of(StateConsumerApplication.class)
                .withArguments(arguments(more).toArray(String[]::new))
                .withArguments("--logging.level.org.springframework.boot.tomcat=info")
                .start());
    }

    private List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                "--lastword.consumer.key-prefix=" + layout.prefix(),
                "--lastword.consumer.group-prefix=" + name + ".",
                "--lastword.types.device.topic=" + topic,
                "--lastword.types.driver.topic=" + driverTopic));
        redis.springSettings().forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** The answer of a consumer's health endpoint. */
    static String health(ConfigurableApplicationContext consumer) {
        int port = consumer.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void deleteTopic() {
        try {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void createTopicAgain() {
        Topics.create(broker, topic, partitions, topicSettings);
    }

    /** Gives each partition one copy, on the broker of the same number, counted from 1 as these are. */
    void createTopicAgainWithoutCopies() {
        Map<Integer, List<Integer>> assignments = new HashMap<>();
        IntStream.range(0, partitions).forEach(partition -> assignments.put(partition, List.of(partition + 1)));
        Map<String, String> settings = new HashMap<>(topicSettings);
        settings.put("min.insync.replicas", "1");
        try {
            admin.createTopics(List.of(new NewTopic(topic, assignments).configs(settings)))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives each partition these brokers, the first of which leads it. */
    void createTopicAgainOn(List<Integer> brokers) {
        Map<Integer, List<Integer>> assignments = new HashMap<>();
        IntStream.range(0, partitions).forEach(partition -> assignments.put(partition, brokers));
        try {
            admin.createTopics(List.of(new NewTopic(topic, assignments).configs(topicSettings)))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void setTombstoneRetention(Duration retention) {
        configure(Map.of("delete.retention.ms", Long.toString(retention.toMillis())));
    }

    /** Changes settings of the topic, and returns when a broker says that they are so, which is a moment later. */
    void configure(Map<String, String> settings) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        List<AlterConfigOp> changes = new ArrayList<>();
        settings.forEach((name, value) ->
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        try {
            admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Awaitility.await("new settings of " + topic)
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .until(() -> {
                    Config now =
                            admin.describeConfigs(List.of(resource)).all().get().get(resource);
                    return settings.entrySet().stream()
                            .allMatch(
                                    setting -> now.get(setting.getKey()).value().equals(setting.getValue()));
                });
    }

    /** Loses the oldest records of a partition, which a compacted topic allows only while it also has the delete policy. */
    void deleteRecordsBefore(int partition, long offset) {
        configure(Map.of("cleanup.policy", "compact,delete"));
        // The broker takes the new policy on a moment after it has acknowledged it.
        Awaitility.await("the broker's leave to delete records")
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsMatching(refused -> refused.getCause() instanceof PolicyViolationException)
                .untilAsserted(() -> admin.deleteRecords(
                                Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
                        .all()
                        .get());
        configure(Map.of("cleanup.policy", "compact"));
    }

    String topicId() {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .topicId()
                    .toString();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The broker that leads a partition. */
    int leader(int partition) {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .get(partition)
                    .leader()
                    .id();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    LogOracle log() {
        return LogOracle.read(broker, topic, partitions);
    }

    /** Waits until the consumer has taken note of the topic's tombstone retention. */
    void awaitKnown(Duration tombstoneRetention) {
        String millis = Long.toString(tombstoneRetention.toMillis());
        await("the retention to be known").until(() -> millis.equals(served(0, "tombstone-retention")));
    }

    /** What is served of a partition now, or null. */
    @Nullable
    Picture picture(int partition) {
        return Picture.take(redis(), layout, TYPE, partition);
    }

    /** What is served of every partition; all of them must be. */
    List<Picture> pictures() {
        List<Picture> pictures = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            pictures.add(requireNonNull(picture(partition), "partition " + partition + " is cold"));
        }
        return pictures;
    }

    /** Waits until the store is complete and equals the fold of what the log holds now; returns what is served. */
    List<Picture> awaitFolded() {
        LogOracle log = log();
        String id = topicId();
        await("the fold of " + topic).ignoreExceptions().untilAsserted(() -> {
            for (Picture picture : pictures()) {
                assertThat(picture.topicId()).isEqualTo(id);
                assertThat(picture.entities()).isEqualTo(log.of(picture.partition()));
            }
        });
        List<Picture> pictures = pictures();
        for (Picture picture : pictures) {
            assertThat(picture.entities()).isEqualTo(log.upTo(picture.partition(), picture.offset()));
            assertThat(picture.liveEntities())
                    .isEqualTo(picture.entities().values().stream()
                            .filter(words -> !words.contains(" unreadable "))
                            .count());
        }
        return pictures;
    }

    /** Deletes every key of this scene, as a flush of a Redis of its own would. */
    void wipe() {
        List<byte[]> keys = scan();
        if (!keys.isEmpty()) {
            redis().del(keys.toArray(byte[][]::new));
        }
    }

    /** Every key of this scene. */
    List<String> keys() {
        return scan().stream().map(key -> new String(key, UTF_8)).toList();
    }

    private List<byte[]> scan() {
        List<byte[]> keys = new ArrayList<>();
        ScanIterator.scan(
                        redis(), ScanArgs.Builder.matches(layout.prefix() + "*").limit(1_000))
                .forEachRemaining(keys::add);
        return keys;
    }

    /** Whether something is served of every partition. */
    boolean isComplete() {
        return IntStream.range(0, partitions).allMatch(partition -> picture(partition) != null);
    }

    /** The value of a field of the generation that is served, or null. */
    @Nullable
    String served(int partition, String field) {
        return field("served", partition, field);
    }

    /** The value of a field of the generation that is being built, or null. */
    @Nullable
    String building(int partition, String field) {
        return field("building", partition, field);
    }

    /** The generation that is being built, or null. */
    @Nullable
    String building(int partition) {
        return generation("building", partition);
    }

    private @Nullable String generation(String role, int partition) {
        byte[] id = redis().hget(layout.partition(TYPE, partition), role.getBytes(UTF_8));
        return id == null ? null : new String(id, UTF_8);
    }

    private @Nullable String field(String role, int partition, String field) {
        String id = generation(role, partition);
        if (id == null) {
            return null;
        }
        byte[] key = layout.generation(TYPE, partition, id);
        byte[] value = redis().hget(key, field.getBytes(UTF_8));
        return value == null ? null : new String(value, UTF_8);
    }

    /** Partitions per member of the consumer group. */
    List<Integer> shares() {
        try {
            return admin.describeConsumerGroups(List.of(group())).all().get().get(group()).members().stream()
                    .map(member -> member.assignment().topicPartitions().size())
                    .sorted()
                    .toList();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() {
        for (AutoCloseable resource : open) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        if (access != null) {
            access.close();
        }
        admin.close(Duration.ofSeconds(2));
    }
}
