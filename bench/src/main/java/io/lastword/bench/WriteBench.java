package io.lastword.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Single writes over HTTP, each answered once it is in the log and the topic's incarnation was asked for again, beside
 * as many threads that each send with Kafka's own producer and wait for the acknowledgement. In turns.
 */
final class WriteBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 10);
    private static final int WARM_UP_SECONDS = Integer.getInteger("bench.warm-up-seconds", 30);
    private static final int[] CONNECTIONS = {16, 64};
    private static final int ENTITIES = 1_000_000;
    private static final String TYPE = "written";

    private WriteBench() {}

    /** One of so many that write at once, each the next change when the one before is acknowledged. */
    interface Writer extends AutoCloseable {

        void write(int number) throws Exception;
    }

    /** Makes a writer, on the thread that uses it. */
    interface Writers {

        Writer open() throws Exception;
    }

    static void run(Path directory) throws Exception {
        Changes changes = new Changes(ENTITIES);
        try (WriteSetup setup = new WriteSetup(directory, List.of(TYPE));
                KafkaProducer<byte[], byte[]> producer = setup.bareProducer(WriteSetup.LINGER_OF_SINGLE_WRITES)) {
            Writers overHttp = () -> new PutClient(TYPE, changes);
            Writers bare = () -> new BareWriter(producer, changes);
            for (int connections : CONNECTIONS) {
                measure(overHttp, connections, WARM_UP_SECONDS);
                measure(bare, connections, WARM_UP_SECONDS / 3);
                Rounds puts = new Rounds("PUT, " + connections + " connections");
                Rounds sends = new Rounds("KafkaProducer, " + connections + " threads");
                for (int round = 0; round < ROUNDS; round++) {
                    puts.add(measure(overHttp, connections, SECONDS));
                    sends.add(measure(bare, connections, SECONDS));
                }
                System.out.println(puts);
                System.out.println(sends);
            }
        }
    }

    private static Latencies measure(Writers writers, int count, int seconds) throws InterruptedException {
        Latencies latencies = new Latencies();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> {
                try (Writer writer = writers.open()) {
                    for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
                        writer.write(next.getAndIncrement());
                        latencies.add(System.nanoTime() - begun);
                    }
                } catch (Exception e) {
                    failures.incrementAndGet();
                    e.printStackTrace();
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failures.get() > 0) {
            throw new IllegalStateException(failures + " of " + count + " writers failed");
        }
        return latencies;
    }

    /** Sends a record and waits until all in-sync replicas have it. */
    private record BareWriter(KafkaProducer<byte[], byte[]> producer, Changes changes) implements Writer {

        @Override
        public void write(int number) throws Exception {
            producer.send(changes.record(WriteSetup.topic(TYPE), "/v1/entities/" + TYPE, number))
                    .get();
        }

        @Override
        public void close() {}
    }

    /** What several rounds of one kind came to. */
    private static final class Rounds {

        private final Figures rates;
        private final Figures medians;
        private final Figures tails;

        Rounds(String name) {
            rates = new Figures(name + ": writes/s");
            medians = new Figures(name + ": p50, ms");
            tails = new Figures(name + ": p99, ms");
        }

        void add(Latencies round) {
            rates.add(round.count() / (double) SECONDS);
            medians.add(round.percentile(0.5));
            tails.add(round.percentile(0.99));
        }

        @Override
        public String toString() {
            return rates + System.lineSeparator() + medians + System.lineSeparator() + tails;
        }
    }
}
