package io.lastword.bench;

import io.lastword.embedded.BrokerSettings;
import io.lastword.embedded.EmbeddedBroker;
import io.lastword.embedded.EmbeddedRedis;
import io.lastword.embedded.RedisSettings;
import io.lastword.model.entity.Change;
import io.lastword.model.entity.EntityId;
import io.lastword.model.entity.StateLimits;
import io.lastword.model.record.CloudEventAttributes;
import io.lastword.model.record.RecordCodec;
import io.lastword.model.store.Generation;
import io.lastword.model.store.Layout;
import io.lastword.test.Backends;
import io.lastword.test.RedisServers;
import io.lastword.test.TestRedis;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with a full log, a Redis for the services, and a Redis for the ceilings. */
final class Setup implements AutoCloseable {

    static final int ENTITIES = Integer.getInteger("bench.entities", 1_000_000);
    static final int STATE_BYTES = 300;
    static final int CONSUMER_PORT = 18082;
    static final int PARTITIONS = 8;
    static final String MAX_HEAP = "1g";
    /** {@code -Dbench.redis=cluster} has the snapshots on three masters. */
    private static final boolean ON_CLUSTER =
            System.getProperty("bench.redis", "single").equals("cluster");

    private static final Pattern USED_MEMORY = Pattern.compile("used_memory:(\\d+)");
    private static final Pattern USED_CPU = Pattern.compile("used_cpu_(?:user|sys):([0-9.]+)");
    private static final String TOPIC = "state.device";
    private static final int POLL_MILLIS = 20;
    private static final RecordCodec CODEC = new RecordCodec(new StateLimits(1 << 20, 100));

    final Path directory;
    final RedisServers redis;
    final EmbeddedRedis ceiling;
    final RedisClusterCommands<String, String> commands;
    private final EmbeddedBroker broker;
    private final AbstractRedisClient client;
    private final Layout layout = new Layout(Layout.DEFAULT_PREFIX);

    Setup(Path directory) {
        this.directory = directory;
        broker = new EmbeddedBroker(BrokerSettings.in(directory.resolve("kafka")));
        ceiling = new EmbeddedRedis(RedisSettings.in(directory.resolve("ceiling")));
        broker.start();
        ceiling.start();
        System.setProperty(Backends.PROPERTY, "embedded");
        redis = ON_CLUSTER ? Backends.newRedisCluster(false) : Backends.newRedis(false);
        System.out.println("snapshots in: " + redis);
        TestRedis first = redis.servers().get(0);
        if (ON_CLUSTER) {
            RedisClusterClient ofCluster = RedisClusterClient.create(RedisURI.create(first.host(), first.port()));
            commands = ofCluster.connect().sync();
            client = ofCluster;
        } else {
            RedisClient ofServer = RedisClient.create(RedisURI.create(first.host(), first.port()));
            commands = ofServer.connect().sync();
            client = ofServer;
        }
    }

    /** What a service needs to be told to use the Redis, before its own arguments. */
    String[] redisArguments(String... more) {
        return Stream.concat(
                        redis.springSettings().entrySet().stream()
                                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** Processor seconds that Redis has taken so far, of all servers together. */
    double usedCpu() {
        return redis.servers().stream()
                .flatMap(server -> USED_CPU.matcher(server.cli("INFO", "cpu")).results())
                .mapToDouble(used -> Double.parseDouble(used.group(1)))
                .sum();
    }

    /** In bytes, of all servers together. */
    long usedMemory() {
        return redis.servers().stream()
                .mapToLong(server -> {
                    Matcher used = USED_MEMORY.matcher(server.cli("INFO", "memory"));
                    if (!used.find()) {
                        throw new IllegalStateException(server + " does not say how much memory it uses");
                    }
                    return Long.parseLong(used.group(1));
                })
                .sum();
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    static String id(int number) {
        return String.format("device-%07d", number);
    }

    /** Writes the entities, each once, as the producer service would. */
    void fillLog() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)
                            .configs(Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime"))))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer = producer("20")) {
            for (int i = 0; i < ENTITIES; i++) {
                producer.send(record(i));
            }
        }
        System.out.printf("log: %,d entities of %d bytes in %d partitions%n", ENTITIES, STATE_BYTES, PARTITIONS);
    }

    KafkaProducer<byte[], byte[]> producer(String lingerMillis) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("compression.type", "lz4");
        settings.put("linger.ms", lingerMillis);
        settings.put("batch.size", "131072");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A change of an entity as the producer service would write it. */
    static ProducerRecord<byte[], byte[]> record(int number) {
        RecordCodec.Encoded encoded = CODEC.encode(
                new Change.Upsert(new EntityId(id(number)), "registered", state(number)),
                new CloudEventAttributes(UUID.randomUUID().toString(), "/v1/entities/device", Instant.now()));
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(TOPIC, null, encoded.key(), encoded.value());
        encoded.headers().forEach(header -> record.headers().add(header.name(), header.value()));
        return record;
    }

    Service consumer(String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + CONSUMER_PORT,
                "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                Indexes.chosen().argument(directory)));
        arguments.addAll(List.of(redisArguments(more)));
        return Service.jar(
                jar("state-consumer"), directory.resolve("consumer.log"), MAX_HEAP, arguments.toArray(String[]::new));
    }

    static Path jar(String module) {
        return Path.of(module, "target", module + "-0.1.0-SNAPSHOT-app.jar");
    }

    /**
     * Waits until every partition serves a generation begun after a moment.
     *
     * @return seconds from the first of these builds' begin to the last one's service
     */
    double awaitLive(long afterMillis) throws InterruptedException {
        long first = Long.MAX_VALUE;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            long started = startOfServedBuild(partition);
            while (started < afterMillis) {
                Thread.sleep(POLL_MILLIS);
                started = startOfServedBuild(partition);
            }
            first = Math.min(first, started);
        }
        return (System.currentTimeMillis() - first) / 1_000.0;
    }

    /** When the build of what is served was begun, in ms; negative if nothing is served. */
    long startOfServedBuild(int partition) {
        String served = commands.hget(text(layout.partition("device", partition)), "served");
        String started = served == null
                ? null
                : commands.hget(text(layout.generation("device", partition, served)), Generation.BUILD_STARTED_AT);
        return started == null ? -1 : Long.parseLong(started);
    }

    /** The topic's id, as the consumer has told readers. */
    String topicId() {
        return commands.hget(text(layout.catalog()), "device").split(" ")[0];
    }

    static byte[] state(int number) {
        StringBuilder json = new StringBuilder(STATE_BYTES)
                .append("{\"model\":\"tv-")
                .append(number % 97)
                .append("\",\"country\":\"")
                .append(number % 2 == 0 ? "DE" : "BR")
                .append("\",\"volume\":")
                .append(number % 100)
                .append(",\"profile\":{\"language\":\"en\",\"quality\":\"uhd\",\"captions\":false},\"note\":\"");
        while (json.length() < STATE_BYTES - 2) {
            json.append((char) ('a' + (number * 31 + json.length() * 7) % 26));
        }
        return json.append("\"}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.shutdown();
        redis.close();
        ceiling.close();
        broker.close();
    }
}
