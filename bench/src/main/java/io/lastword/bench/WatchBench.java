package io.lastword.bench;

import io.lastword.model.entity.EntityId;
import io.lastword.model.record.Partitioner;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * From the acknowledgement of a change to its arrival: watchers of one entity each and watchers of the whole type, on one
 * instance, while as many changes a second are written, each of a watched entity.
 */
final class WatchBench {

    private static final int PORT = 18083;
    private static final int ENTITY_WATCHERS = Integer.getInteger("bench.watch.entities", 1_000);
    private static final int TYPE_WATCHERS = Integer.getInteger("bench.watch.types", 10);
    private static final int CHANGES_PER_SECOND = Integer.getInteger("bench.watch.rate", 1_000);
    private static final int WARM_UP_SECONDS = Integer.getInteger("bench.watch.warm-up-seconds", 20);
    private static final int SECONDS = Integer.getInteger("bench.watch.seconds", 60);
    private static final int TICK_MILLIS = 10;

    private final Setup setup;
    private final Map<String, Acknowledged> changes = new ConcurrentHashMap<>();
    private final Latencies atEntityWatchers = new Latencies();
    private final Latencies atTypeWatchers = new Latencies();
    private volatile boolean measuring;

    WatchBench(Setup setup) {
        this.setup = setup;
    }

    /** A change that was acknowledged, or has arrived before that. */
    private static final class Acknowledged {

        private volatile long atNanos;
        private volatile boolean counts;
        private final AtomicInteger arrivals = new AtomicInteger();
    }

    void run() throws Exception {
        try (Service query = Service.jar(
                        Setup.jar("state-query-api"),
                        setup.directory.resolve("watched-query.log"),
                        Setup.MAX_HEAP,
                        setup.redisArguments(
                                "--server.port=" + PORT,
                                "--spring.kafka.bootstrap-servers=" + setup.bootstrapServers()));
                EventReceiver receiver = new EventReceiver(this::arrived);
                KafkaProducer<byte[], byte[]> producer = setup.producer("0")) {
            String base = "/v1/watch/device";
            LookupBench.awaitAnswer("http://localhost:" + PORT + "/v1/entities/device/" + Setup.id(1));
            for (int i = 0; i < TYPE_WATCHERS; i++) {
                receiver.watch(PORT, base, true);
            }
            for (int i = 0; i < ENTITY_WATCHERS; i++) {
                receiver.watch(PORT, base + "/" + Setup.id(i), false);
            }
            while (receiver.begun() < TYPE_WATCHERS + ENTITY_WATCHERS) {
                Thread.sleep(TICK_MILLIS);
            }
            ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
            AtomicInteger written = new AtomicInteger();
            int perTick = Math.max(1, CHANGES_PER_SECOND * TICK_MILLIS / 1_000);
            writer.scheduleAtFixedRate(
                    () -> {
                        for (int i = 0; i < perTick; i++) {
                            write(producer, written.getAndIncrement() % ENTITY_WATCHERS);
                        }
                    },
                    0,
                    TICK_MILLIS,
                    TimeUnit.MILLISECONDS);
            TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
            try (Rebuilds rebuilds = Rebuilds.wanted(setup)) {
                measuring = true;
                TimeUnit.SECONDS.sleep(SECONDS);
                measuring = false;
            }
            writer.shutdown();
            TimeUnit.SECONDS.sleep(5);
            report();
        }
    }

    private void report() {
        List<Acknowledged> measured =
                changes.values().stream().filter(change -> change.counts).toList();
        long missing = measured.stream()
                .mapToLong(change -> TYPE_WATCHERS + 1 - change.arrivals.get())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "watch: %d watchers of one entity, %d of the type, %,d changes acknowledged, %,.0f/s;"
                        + " %d arrivals missing (conflated or lost)%n"
                        + "  from acknowledgement to the watcher of the entity  %s%n"
                        + "  from acknowledgement to a watcher of the type      %s%n",
                ENTITY_WATCHERS,
                TYPE_WATCHERS,
                measured.size(),
                measured.size() / (double) SECONDS,
                missing,
                atEntityWatchers,
                atTypeWatchers);
    }

    private void write(KafkaProducer<byte[], byte[]> producer, int number) {
        producer.send(Setup.record(number), (written, failure) -> {
            if (failure == null) {
                Acknowledged change = change(Setup.id(number), written.offset());
                change.counts = measuring;
                change.atNanos = System.nanoTime();
            }
        });
    }

    private void arrived(boolean ofType, String id, long revision) {
        long now = System.nanoTime();
        Acknowledged change = change(id, revision);
        change.arrivals.incrementAndGet();
        long acknowledged = change.atNanos;
        if (measuring) {
            // What arrives before its acknowledgement has taken no time.
            (ofType ? atTypeWatchers : atEntityWatchers).add(acknowledged == 0 ? 0 : now - acknowledged);
        }
    }

    private Acknowledged change(String id, long revision) {
        int partition = Partitioner.partition(new EntityId(id).toKey(), Setup.PARTITIONS);
        return changes.computeIfAbsent(partition + "@" + revision, key -> new Acknowledged());
    }
}
