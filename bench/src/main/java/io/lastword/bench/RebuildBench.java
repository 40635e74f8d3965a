package io.lastword.bench;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.token.Token;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Has every partition built anew under load, and tells what its readers and writers notice: the latency of lookups at a
 * fixed rate, measured from the time at which each was due; the time until a write can be read by its token; revisions
 * that go back; and the memory that Redis takes meanwhile. The same load without a rebuild comes first.
 */
final class RebuildBench {

    private static final int READS_PER_SECOND = Integer.getInteger("bench.reads", 500);
    private static final int WRITES_PER_SECOND = Integer.getInteger("bench.writes", 100);
    private static final int QUIET_SECONDS = 20;
    private static final int WARM_UP_SECONDS = 40;
    private static final Pattern REVISION = Pattern.compile("\"incarnation\":\"([^\"]+)\",\"revision\":(\\d+)");

    private final Setup setup;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String base = "http://localhost:" + LookupBench.QUERY_PORT + "/v1/entities/device/";
    private final Map<Integer, Long> revisions = new ConcurrentHashMap<>();
    private volatile Load load = new Load("warm-up");

    RebuildBench(Setup setup) {
        this.setup = setup;
    }

    void run() throws Exception {
        try (Service query = Service.jar(
                        Setup.jar("state-query-api"),
                        setup.directory.resolve("query.log"),
                        Setup.MAX_HEAP,
                        setup.redisArguments("--server.port=" + LookupBench.QUERY_PORT));
                KafkaProducer<byte[], byte[]> producer = setup.producer("0")) {
            LookupBench.awaitAnswer(base + Setup.id(1));
            ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
            Random random = new Random(1);
            clock.scheduleAtFixedRate(
                    () -> read(random.nextInt(Setup.ENTITIES)),
                    0,
                    TimeUnit.SECONDS.toNanos(1) / READS_PER_SECOND,
                    TimeUnit.NANOSECONDS);
            clock.scheduleAtFixedRate(
                    () -> write(producer, random.nextInt(Setup.ENTITIES)),
                    0,
                    TimeUnit.SECONDS.toNanos(1) / WRITES_PER_SECOND,
                    TimeUnit.NANOSECONDS);
            TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
            load = new Load("without a rebuild");
            TimeUnit.SECONDS.sleep(QUIET_SECONDS);
            System.out.println(load);
            load = new Load("during a rebuild of " + Setup.ENTITIES + " entities");
            rebuild();
            System.out.println(load);
            clock.shutdownNow();
        }
    }

    private void rebuild() throws IOException, InterruptedException {
        long entities = setup.usedMemory();
        AtomicLong peak = new AtomicLong(entities);
        double seconds = Rebuilds.once(setup, () -> peak.accumulateAndGet(setup.usedMemory(), Math::max));
        long more = peak.get() - entities;
        System.out.printf(
                "rebuild: %.1f s, %,.0f entities/s; Redis held %,d bytes before and %,d more at most, %.2f of a"
                        + " partition's share%n",
                seconds, Setup.ENTITIES / seconds, entities, more, more / (entities / (double) Setup.PARTITIONS));
    }

    private void read(int number) {
        Load of = load;
        long due = System.nanoTime();
        long known = revisions.getOrDefault(number, -1L);
        http.sendAsync(get(base + Setup.id(number)), BodyHandlers.ofString()).whenComplete((answer, failure) -> {
            of.reads.add(System.nanoTime() - due);
            if (failure != null || answer.statusCode() != 200) {
                of.notOk.merge(failure == null ? "" + answer.statusCode() : failure.toString(), 1, Integer::sum);
                return;
            }
            Matcher revision = REVISION.matcher(answer.body());
            if (!revision.find() || Long.parseLong(revision.group(2)) < known) {
                of.wentBack.incrementAndGet();
            } else {
                revisions.merge(number, Long.parseLong(revision.group(2)), Math::max);
            }
        });
    }

    private void write(KafkaProducer<byte[], byte[]> producer, int number) {
        Load of = load;
        producer.send(Setup.record(number), (written, failure) -> {
            if (failure == null) {
                readBack(of, number, written);
            }
        });
    }

    private void readBack(Load of, int number, RecordMetadata written) {
        long acknowledged = System.nanoTime();
        String token = Token.of(
                        "device", new Incarnation(setup.topicId()), null, written.partition(), written.offset() + 1)
                .encode();
        http.sendAsync(get(base + Setup.id(number) + "?timeout=10s&after=" + token), BodyHandlers.ofString())
                .whenComplete((answer, failure) -> {
                    of.writes.add(System.nanoTime() - acknowledged);
                    if (failure != null || answer.statusCode() != 200) {
                        of.notOk.merge("token: " + (failure == null ? answer.body() : failure), 1, Integer::sum);
                    }
                });
    }

    private static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    /** What readers and writers saw. */
    private static final class Load {

        private final String name;
        private final Latencies reads = new Latencies();
        private final Latencies writes = new Latencies();
        private final Map<String, Integer> notOk = new ConcurrentSkipListMap<>();
        private final AtomicLong wentBack = new AtomicLong();

        Load(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return "%s:%n  lookups at %d/s     %s%n  read by token      %s%n  not 200: %s; revisions that went back: %d"
                    .formatted(name, READS_PER_SECOND, reads, writes, notOk, wentBack.get());
        }
    }
}
