package io.lastword.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Bulk writes over HTTP to a service with a small heap, read along, beside Kafka's own producer with the same settings
 * and records: in turns, each to a fresh topic that the service has provisioned.
 */
final class BulkBench {

    private static final int LINES = Integer.getInteger("bench.lines", 5_000_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int ENTITIES = 1_000_000;
    private static final String WARM_UP = "warm-up";

    private BulkBench() {}

    static void run(Path directory) throws Exception {
        List<String> types = new ArrayList<>(List.of(WARM_UP));
        for (int round = 1; round <= ROUNDS; round++) {
            types.add(overHttp(round));
            types.add(bare(round));
        }
        Figures rates = new Figures("bulk write, lines/s");
        Figures ceilings = new Figures("KafkaProducer, records/s");
        Figures ratios = new Figures("bulk write / KafkaProducer");
        Changes changes = new Changes(ENTITIES);
        try (WriteSetup setup = new WriteSetup(directory, types);
                KafkaProducer<byte[], byte[]> producer = setup.bareProducer(WriteSetup.LINGER_OF_BULK_WRITES)) {
            int warmUp = Math.min(LINES, 1_000_000);
            bulk(WARM_UP, changes, warmUp);
            send(producer, WARM_UP, changes, warmUp);
            setup.delete(WARM_UP);
            for (int round = 1; round <= ROUNDS; round++) {
                BulkClient.Outcome outcome = bulk(overHttp(round), changes, LINES);
                setup.delete(overHttp(round));
                double ceiling = send(producer, bare(round), changes, LINES);
                setup.delete(bare(round));
                double rate = LINES / outcome.seconds();
                System.out.printf(
                        "round %d: %,d lines in %.1f s, %,.0f/s, %d progress reports read; KafkaProducer %,.0f/s%n",
                        round, LINES, outcome.seconds(), rate, outcome.progressReports(), ceiling);
                rates.add(rate);
                ceilings.add(ceiling);
                ratios.add(rate / ceiling);
            }
        }
        System.out.printf("the service ran with -Xmx%s%n", WriteSetup.MAX_HEAP);
        System.out.println(rates);
        System.out.println(ceilings);
        System.out.println(ratios);
    }

    private static BulkClient.Outcome bulk(String type, Changes changes, int count) throws Exception {
        BulkClient.Outcome outcome = BulkClient.write(type, changes, 0, count);
        outcome.require(count);
        return outcome;
    }

    private static double send(KafkaProducer<byte[], byte[]> producer, String type, Changes changes, int count) {
        String source = "/v1/entities/" + type;
        String topic = WriteSetup.topic(type);
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            producer.send(changes.record(topic, source, i), (written, failure) -> {
                if (failure != null) {
                    throw new IllegalStateException(failure);
                }
            });
        }
        producer.flush();
        return count / ((System.nanoTime() - begun) / 1e9);
    }

    private static String overHttp(int round) {
        return "http" + round;
    }

    private static String bare(int round) {
        return "bare" + round;
    }
}
