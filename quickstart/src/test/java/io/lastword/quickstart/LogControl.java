package io.lastword.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lastword.test.TestBroker;
import io.lastword.test.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The topic of a {@link World}: makes and unmakes its incarnations, writes to them past the producer service, and keeps
 * the archive of each. Faults are for one thread; writers may come from any.
 */
final class LogControl implements AutoCloseable {

    static final int PARTITIONS = 3;
    private static final int IDS = 60;

    /** How old a record of a topic is at least when it is compacted; the archivist has read it by then. */
    static final Duration COMPACTED_AT_ONCE = Duration.ofSeconds(3);

    /** The same where the archivist may have to wait for another leader first. */
    static final Duration COMPACTED_AFTER_AN_ELECTION = Duration.ofSeconds(12);

    private static final Map<String, String> SETTINGS = Map.of(
            "cleanup.policy", "compact",
            "message.timestamp.type", "LogAppendTime",
            "min.cleanable.dirty.ratio", "0.01",
            "delete.retention.ms", "60000");

    private final TestBroker broker;
    private final String topic;
    private final int maxStateBytes;
    private final Duration compactionLag;
    private final Random random;
    private final Admin admin;
    private final List<LogLife> lives = new CopyOnWriteArrayList<>();
    private final Queue<Claim> claims = new ConcurrentLinkedQueue<>();
    private final AtomicLong written = new AtomicLong();
    private final ReadWriteLock gate = new ReentrantReadWriteLock(true);
    private Archivist archivist;
    private volatile KafkaProducer<byte[], byte[]> foreign;
    private @Nullable OpenTransaction transaction;

    LogControl(TestBroker broker, String topic, int maxStateBytes, Random random, Duration compactionLag) {
        this.broker = broker;
        this.topic = topic;
        this.maxStateBytes = maxStateBytes;
        this.compactionLag = compactionLag;
        this.random = random;
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        LogLife life = create();
        archivist = new Archivist(broker.bootstrapServers(), topic, life);
        foreign = producer(Map.of());
    }

    /** Some that are written, and a few that never are. */
    static String anyId(Random random) {
        return "id-" + random.nextInt(IDS + 3);
    }

    static List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < IDS; i++) {
            ids.add("id-" + i);
        }
        return ids;
    }

    static String writtenId(Random random) {
        return "id-" + random.nextInt(IDS);
    }

    List<LogLife> lives() {
        return lives;
    }

    LogLife life() {
        return lives.get(lives.size() - 1);
    }

    List<Claim> claims() {
        return List.copyOf(claims);
    }

    void claimed(Claim claim) {
        claims.add(claim);
    }

    /** A state unlike any other. */
    String newState() {
        return "{\"n\":" + written.incrementAndGet() + "}";
    }

    /** Writes, unless the log is just being read to its end before it is deleted. */
    void write(Runnable writer) {
        gate.readLock().lock();
        try {
            writer.run();
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Returns when no writer is writing. */
    void awaitWriters() {
        gate.writeLock().lock();
        gate.writeLock().unlock();
    }

    /** Writes one change as a producer of another system does: without headers. */
    void writeForeign(Random by) {
        try {
            write(() -> send(foreign, life(), writtenId(by), by.nextInt(4) == 0 ? null : newState()));
        } catch (IllegalStateException e) {
            // The producer was closed with its incarnation; the next change goes to the next one.
        }
    }

    void writeUnreadable() {
        List<String> values = List.of("{\"n\":", "[1]", "nothing", "{\"n\":\"" + "x".repeat(maxStateBytes) + "\"}");
        for (String value : values) {
            send(foreign, life(), writtenId(random), value);
        }
        foreign.flush();
    }

    void openTransaction() {
        String id = topic + "-" + written.get();
        OpenTransaction opened = new OpenTransaction(producer(Map.of("transactional.id", id)), id, topic, life());
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            opened.send(writtenId(random), random.nextInt(4) == 0 ? null : newState());
        }
        opened.flush();
        transaction = opened;
    }

    void endTransaction(boolean commit) {
        if (transaction != null) {
            OpenTransaction ended = transaction;
            transaction = null;
            ended.end(commit);
            ended.awaitMarkers(admin);
        }
    }

    /** Deletes the topic and makes it again, with a few records. */
    void recreateShorter() {
        recreate();
        int changes = random.nextInt(12);
        for (int i = 0; i < changes; i++) {
            send(foreign, life(), writtenId(random), newState());
        }
        foreign.flush();
    }

    /** Deletes the topic and makes it again, with more records in every partition than it had. */
    void recreateLonger() {
        LogLife old = life();
        Random choice = new Random(random.nextLong());
        recreate();
        for (PartitionArchive partition : old.partitions()) {
            List<String> ids = ids().stream()
                    .filter(id -> Checker.partitionOf(id, PARTITIONS) == partition.number())
                    .toList();
            for (long i = 0; i < partition.end() + 50; i++) {
                send(foreign, life(), ids.get(choice.nextInt(ids.size())), newState());
            }
        }
        foreign.flush();
    }

    void deleteRecords() {
        set("cleanup.policy", "compact,delete");
        Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
        for (PartitionArchive partition : life().partitions()) {
            long offset = (long) (partition.end() * random.nextDouble());
            before.put(new TopicPartition(topic, partition.number()), RecordsToDelete.beforeOffset(offset));
        }
        Instant asked = Instant.now();
        // The broker takes the new policy on a moment after it has acknowledged it.
        Awaitility.await("the broker's leave to delete records")
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .until(() -> isAllowed(admin.deleteRecords(before).all()));
        Instant done = Instant.now();
        before.forEach((partition, records) -> life().partition(partition.partition())
                .startMoved(new PartitionArchive.Start(records.beforeOffset(), asked, done)));
        set("cleanup.policy", "compact");
    }

    void setTombstoneRetention(Duration retention) {
        set("delete.retention.ms", Long.toString(retention.toMillis()));
    }

    /** Files all that the log holds now; nothing may be written any more. */
    void finish() {
        foreign.flush();
        archivist.finish();
    }

    /** How many records compaction has left. */
    int recordsNow() {
        return Topics.read(broker, topic).size();
    }

    @Override
    public void close() {
        if (transaction != null) {
            transaction.end(false);
        }
        foreign.close(Duration.ZERO);
        admin.close(Duration.ofSeconds(2));
    }

    private void recreate() {
        boolean quietly = random.nextBoolean();
        if (quietly) {
            gate.writeLock().lock();
        }
        try {
            foreign.close();
            archivist.finish();
            await(admin.deleteTopics(List.of(topic)).all());
            life().deleted(Instant.now());
        } finally {
            if (quietly) {
                gate.writeLock().unlock();
            }
        }
        Awaitility.await("the end of " + topic).atMost(Duration.ofSeconds(30)).until(() -> !exists());
        LogLife life = create();
        archivist = new Archivist(broker.bootstrapServers(), topic, life);
        foreign = producer(Map.of());
    }

    private LogLife create() {
        Instant before = Instant.now();
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("min.compaction.lag.ms", Long.toString(compactionLag.toMillis()));
        settings.put(
                "max.compaction.lag.ms",
                Long.toString(compactionLag.plusSeconds(1).toMillis()));
        Topics.create(broker, topic, PARTITIONS, settings);
        String id = await(admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .topicId()
                .toString();
        LogLife life = new LogLife(id, before, PARTITIONS);
        lives.add(life);
        return life;
    }

    private boolean exists() throws InterruptedException {
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            return true;
        } catch (ExecutionException e) {
            return !(e.getCause() instanceof UnknownTopicOrPartitionException);
        }
    }

    private static boolean isAllowed(KafkaFuture<?> change) {
        try {
            await(change);
            return true;
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof PolicyViolationException) {
                return false;
            }
            throw e;
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, LogLife life, String id, @Nullable String value) {
        byte[] bytes = value == null ? null : value.getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, id.getBytes(UTF_8), bytes), (metadata, failure) -> {
            if (failure == null) {
                claims.add(new Claim(
                        life.incarnation(), metadata.partition(), metadata.offset(), id, value, Instant.now()));
            }
        });
    }

    private void set(String setting, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        await(admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "linger.ms", 2, "reconnect.backoff.max.ms", 200));
        config.putAll(more);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
