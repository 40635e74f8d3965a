package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.record.Partitioner;
import io.lastword.model.store.Layout;
import io.lastword.test.Backends;
import io.lastword.test.CuttableBrokers;
import io.lastword.test.TestBroker;
import io.lastword.test.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A whole system with servers of its own, to be broken: a broker that compacts at once, a Redis, two consumers in
 * processes of their own, the producer and the query service. Faults are for one thread.
 */
final class World implements AutoCloseable {

    static final int MAX_STATE_BYTES = 2_000;

    private static final String BROKERS = "--spring.kafka.bootstrap-servers=";
    private static final long ROOM_WHEN_FULL = 64 << 10;

    static final Map<String, String> EAGER_CLEANER =
            Map.of("log.cleaner.backoff.ms", "200", "log.cleaner.delete.retention.ms", "60000");

    private final TestBroker broker;
    private final TestRedis redis = Backends.newRedis(true);
    private final RunningSystem system;
    private final LogControl log;
    private final List<ConsumerProcess> consumers = new ArrayList<>();
    private final AtomicInteger instance = new AtomicInteger();
    private volatile @Nullable Http query;
    private byte[] copy = new byte[0];

    /** On one broker. */
    World(Random random) {
        this(random, Backends.newBroker(EAGER_CLEANER), null, LogControl.COMPACTED_AT_ONCE);
    }

    /** On three brokers, of which one can be cut off together with the second consumer. */
    World(Random random, CuttableBrokers brokers) {
        this(random, brokers, brokers.bootstrapServersOfTheCut(), LogControl.COMPACTED_AFTER_AN_ELECTION);
    }

    private World(Random random, TestBroker broker, @Nullable String brokersOfTheSecond, Duration compactionLag) {
        this.broker = broker;
        system = new RunningSystem(
                broker,
                redis,
                "--lastword.types.device.partitions=" + LogControl.PARTITIONS,
                "--lastword.types.device.max-state-bytes=" + MAX_STATE_BYTES,
                "--lastword.types.driver.partitions=1");
        log = new LogControl(broker, system.deviceTopic, MAX_STATE_BYTES, random, compactionLag);
        List<String> arguments = List.of(system.arguments());
        consumers.add(new ConsumerProcess("consumer-a", arguments));
        consumers.add(new ConsumerProcess(
                "consumer-b", brokersOfTheSecond == null ? arguments : onBrokers(brokersOfTheSecond, arguments)));
        consumers.forEach(ConsumerProcess::start);
        system.startProducer();
        startQuery();
    }

    private static List<String> onBrokers(String bootstrapServers, List<String> arguments) {
        return arguments.stream()
                .map(argument -> argument.startsWith(BROKERS) ? BROKERS + bootstrapServers : argument)
                .toList();
    }

    LogControl log() {
        return log;
    }

    Http producer() {
        return system.producer();
    }

    /** Null while the query service is down. */
    @Nullable
    Http query() {
        return query;
    }

    /** Counts the lives of the query service. */
    int instance() {
        return instance.get();
    }

    private String keyPrefix() {
        return system.deviceTopic + ":";
    }

    ConsumerProcess consumer(int number) {
        return consumers.get(number);
    }

    List<ConsumerProcess> consumers() {
        return consumers;
    }

    void stopQuery() {
        query = null;
        system.stopQuery();
    }

    void startQuery() {
        system.startQuery();
        instance.incrementAndGet();
        query = system.query();
    }

    void flushRedis() {
        redis.flushAll();
    }

    /** Has everything built anew, and freezes both consumers as soon as one has begun. */
    void freezeWhileBuilding() {
        redis.flushAll();
        Awaitility.await("a build")
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() ->
                        redis.cli("KEYS", keyPrefix() + "{device*:generations").contains("generations"));
        consumers.forEach(ConsumerProcess::freeze);
    }

    void stopRedis() {
        redis.stop();
    }

    void startRedis() {
        redis.start();
    }

    void startRedisEmpty() {
        redis.startEmpty();
    }

    void copyRedis() {
        copy = redis.copy();
    }

    void setRedisBack() {
        redis.stop();
        redis.startFrom(copy);
    }

    void restartBroker() {
        broker.stop();
        broker.start();
    }

    void stopBroker() {
        broker.stop();
    }

    void startBroker() {
        broker.start();
    }

    void cutBrokerOff() {
        cuttable().cut();
    }

    void healBroker() {
        cuttable().heal();
    }

    private CuttableBrokers cuttable() {
        return (CuttableBrokers) broker;
    }

    void recreateTopicShorter() {
        log.recreateShorter();
    }

    void recreateTopicLonger() {
        log.recreateLonger();
    }

    void deleteRecords() {
        log.deleteRecords();
    }

    void lowerTombstoneRetention() {
        log.setTombstoneRetention(Duration.ofSeconds(3));
    }

    void raiseTombstoneRetention() {
        log.setTombstoneRetention(Duration.ofSeconds(60));
    }

    void openTransaction() {
        log.openTransaction();
    }

    void abortTransaction() {
        log.endTransaction(false);
    }

    void commitTransaction() {
        log.endTransaction(true);
    }

    void writeUnreadable() {
        log.writeUnreadable();
    }

    void requestRebuild() {
        Http consumer = consumers.get(0).http();
        Awaitility.await("a rebuild to be taken on")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> consumer.post("/v1/types/device/rebuild", "application/json", "")
                                .status()
                        == 202);
    }

    /** Has everything built once more, and leaves Redis room for less than that. */
    void fillRedisWhileBuilding() {
        requestRebuild();
        long used = Long.parseLong(redis.cli("INFO", "memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .findFirst()
                .orElseThrow()
                .substring("used_memory:".length())
                .strip());
        redis.cli("CONFIG", "SET", "maxmemory", Long.toString(used + ROOM_WHEN_FULL));
    }

    void makeRoomInRedis() {
        redis.cli("CONFIG", "SET", "maxmemory", "0");
    }

    /** Makes a served generation one that is being built again, as a Redis does that loses its last write. */
    void loseFlip() {
        Layout layout = new Layout(keyPrefix());
        String script = "local served = redis.call('HGET', KEYS[1], 'served')"
                + " if not served or redis.call('HEXISTS', KEYS[1], 'building') == 1 then return 0 end"
                + " redis.call('HSET', KEYS[1], 'building', served)"
                + " return redis.call('HDEL', KEYS[1], 'served')";
        for (int partition = 0; partition < LogControl.PARTITIONS; partition++) {
            redis.cli("EVAL", script, "1", text(layout.partition("device", partition)));
        }
    }

    /** What the consumer itself finds wrong with the store: a line for each partition that is not clean. */
    List<String> verify() {
        List<String> wrong = new ArrayList<>();
        Http consumer = consumers.get(0).http();
        // All may have been made clean by the other consumer, while this one, started and at once frozen, still starts.
        Awaitility.await("the consumer's start")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> consumer.get("/actuator/health/liveness").status() == 200);
        Http.Answer verified = consumer.post("/v1/types/device/verify", "application/json", "");
        assertThat(verified.status()).as(verified.body()).isEqualTo(200);
        assertThat(verified.json().path("partitions")).hasSize(LogControl.PARTITIONS);
        for (JsonNode partition : verified.json().path("partitions")) {
            if (partition.path("ghosts").longValue()
                            + partition.path("missing").longValue()
                            + partition.path("stale").longValue()
                            + partition.path("ghostEntries").longValue()
                            + partition.path("missingEntries").longValue()
                    > 0) {
                wrong.add(partition.toString());
            }
        }
        return wrong;
    }

    /** Changes what Redis serves of an entity, as no fold would. */
    void falsify(String id) {
        Layout layout = new Layout(keyPrefix());
        byte[] key = id.getBytes(UTF_8);
        int partition = Checker.partitionOf(id, LogControl.PARTITIONS);
        String served = redis.cli("HGET", text(layout.partition("device", partition)), "served");
        int bucket = Partitioner.bucket(key, LogControl.PARTITIONS, Layout.BUCKETS);
        String script = "return redis.call('HSET', KEYS[1], ARGV[1],"
                + " (string.gsub(redis.call('HGET', KEYS[1], ARGV[1]), '\"n\":', '\"m\":')))";
        redis.cli("EVAL", script, "1", text(layout.bucket("device", partition, served, bucket)), id);
    }

    /** How many generations of each partition have not been dropped. */
    List<String> generations() {
        Layout layout = new Layout(keyPrefix());
        return IntStream.range(0, LogControl.PARTITIONS)
                .mapToObj(partition -> redis.cli("SCARD", text(layout.generations("device", partition))))
                .toList();
    }

    private static String text(byte[] key) {
        return new String(key, UTF_8);
    }

    @Override
    public void close() {
        consumers.forEach(ConsumerProcess::close);
        system.close();
        log.close();
        redis.close();
        broker.close();
    }
}
