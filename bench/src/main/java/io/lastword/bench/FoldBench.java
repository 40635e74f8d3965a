package io.lastword.bench;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Folds the whole log into an empty Redis, beside what {@code redis-benchmark -P 100} writes of the same bytes. The
 * first fold is of a consumer just started; before each of the others Redis is flushed under the running consumer.
 */
final class FoldBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    /** Enough for the compilers to be done with the consumer. */
    private static final int WARM_UP_ROUNDS = Integer.getInteger("bench.warm-up-rounds", 6);

    private static final Pattern CSV_RATE = Pattern.compile("\"SET[^\"]*\",\"([0-9.]+)\"");

    private final Setup setup;

    FoldBench(Setup setup) {
        this.setup = setup;
    }

    void run() throws Exception {
        System.out.println("indexes: " + Indexes.chosen());
        double firstFold = Setup.ENTITIES / setup.awaitLive(0);
        System.out.printf("fold by a consumer just started: %,.0f entities/s%n", firstFold);
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            long flushedAt = System.currentTimeMillis();
            setup.redis.flushAll();
            setup.awaitLive(flushedAt);
        }
        Figures folds = new Figures("fold, entities/s");
        Figures ceilings = new Figures("redis-benchmark -P 100 SET, entities/s");
        Figures ratios = new Figures("fold / redis-benchmark");
        Figures processor = new Figures("processor seconds of Redis per million entities");
        for (int round = 0; round < ROUNDS; round++) {
            double ceiling = ceiling();
            long flushedAt = System.currentTimeMillis();
            setup.redis.flushAll();
            double usedCpu = setup.usedCpu();
            double fold = Setup.ENTITIES / setup.awaitLive(flushedAt);
            processor.add((setup.usedCpu() - usedCpu) * 1e6 / Setup.ENTITIES);
            System.out.printf("round %d: fold %,.0f/s, redis-benchmark %,.0f/s%n", round + 1, fold, ceiling);
            folds.add(fold);
            ceilings.add(ceiling);
            ratios.add(fold / ceiling);
        }
        System.out.printf("memory of Redis: %,d bytes per entity%n", setup.usedMemory() / Setup.ENTITIES);
        System.out.println(folds);
        System.out.println(ceilings);
        System.out.println(ratios);
        System.out.println(processor);
    }

    /** As many writes of as many bytes to keys that hardly repeat, on a Redis that nobody else uses. */
    private double ceiling() throws IOException, InterruptedException {
        String port = Integer.toString(setup.ceiling.port());
        Service.run("redis-cli", "-p", port, "flushall");
        String csv = Service.run(
                "redis-benchmark",
                "-p",
                port,
                "-P",
                "100",
                "-n",
                Integer.toString(Setup.ENTITIES),
                "-r",
                "1000000000",
                "-d",
                Integer.toString(Setup.STATE_BYTES),
                "-t",
                "set",
                "--csv");
        Matcher rate = CSV_RATE.matcher(csv);
        if (!rate.find()) {
            throw new IOException("no rate in: " + csv);
        }
        return Double.parseDouble(rate.group(1));
    }
}
