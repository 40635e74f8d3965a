package io.lastword.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Updates few entities many times, with the quickstart's settings, ends one in a hundred, and counts what the log holds
 * until it has settled, while some writes a second go on: a log closes its open segment only when something is written.
 */
final class LogBench {

    private static final int UPDATES = Integer.getInteger("bench.lines", 5_000_000);
    private static final int ENTITIES = Integer.getInteger("bench.log-entities", 100_000);
    private static final int ENDED_PART = 100;
    private static final int WRITES_PER_SECOND = Integer.getInteger("bench.writes", 20);
    private static final double SETTLED_RATIO = 1.2;
    private static final Duration AT_MOST = Duration.ofMinutes(20);
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(15);
    private static final String TYPE = "device";

    private LogBench() {}

    /**
     * What the log holds.
     *
     * @param keys live entities and retained tombstones
     * @param tombstones keys whose last record is one
     */
    private record Held(long records, long keys, long tombstones) {

        double ratio() {
            return records / (double) keys;
        }
    }

    static void run(Path directory) throws Exception {
        String types = "--LASTWORD_TYPES=file:"
                + Path.of("quickstart/src/main/resources/quickstart-types.yml").toAbsolutePath();
        Changes changes = new Changes(ENTITIES);
        try (WriteSetup setup = new WriteSetup(directory, List.of(), types);
                KafkaProducer<byte[], byte[]> producer = setup.bareProducer(WriteSetup.LINGER_OF_SINGLE_WRITES)) {
            BulkClient.write(TYPE, changes, 0, UPDATES).require(UPDATES);
            for (int i = 0; i < ENTITIES; i += ENDED_PART) {
                producer.send(new ProducerRecord<>(WriteSetup.topic(TYPE), changes.key(i), null));
            }
            producer.flush();
            long loaded = System.nanoTime();
            System.out.printf(
                    "%,d updates of %,d entities, every %dth of them ended; from now on %d updates/s%n",
                    UPDATES, ENTITIES, ENDED_PART, WRITES_PER_SECOND);
            ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
            clock.scheduleAtFixedRate(
                    () -> producer.send(changes.record(WriteSetup.topic(TYPE), "/v1/entities/" + TYPE, notEnded())),
                    0,
                    TimeUnit.SECONDS.toNanos(1) / WRITES_PER_SECOND,
                    TimeUnit.NANOSECONDS);
            watch(setup, loaded);
            clock.shutdownNow();
        }
    }

    private static void watch(WriteSetup setup, long loaded) throws InterruptedException {
        Held held;
        do {
            held = count(setup);
            System.out.printf(
                    "%4d s after the load: %,9d records, %,d entities, %,d tombstones: %.3f records for each%n",
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - loaded),
                    held.records(),
                    held.keys() - held.tombstones(),
                    held.tombstones(),
                    held.ratio());
            if (System.nanoTime() - loaded > AT_MOST.toNanos()) {
                throw new IllegalStateException("the log has not settled at " + SETTLED_RATIO + " within " + AT_MOST);
            }
            TimeUnit.NANOSECONDS.sleep(held.ratio() > SETTLED_RATIO ? BETWEEN_COUNTS.toNanos() : 0);
        } while (held.ratio() > SETTLED_RATIO);
    }

    private static Held count(WriteSetup setup) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        Map<String, Object> config = Map.of(
                "bootstrap.servers", setup.broker.bootstrapServers(),
                "auto.offset.reset", "none",
                "enable.auto.commit", "false");
        long records = 0;
        Set<String> keys = new HashSet<>();
        Set<String> ended = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, bytes, bytes)) {
            List<TopicPartition> partitions = consumer.partitionsFor(WriteSetup.topic(TYPE)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
                    records++;
                    String key = new String(each.key(), java.nio.charset.StandardCharsets.US_ASCII);
                    keys.add(key);
                    if (each.value() == null) {
                        ended.add(key);
                    } else {
                        ended.remove(key);
                    }
                }
            }
        }
        return new Held(records, keys.size(), ended.size());
    }

    private static int notEnded() {
        int number = ThreadLocalRandom.current().nextInt(ENTITIES);
        return number % ENDED_PART == 0 ? number + 1 : number;
    }
}
