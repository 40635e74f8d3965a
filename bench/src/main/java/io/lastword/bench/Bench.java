package io.lastword.bench;

import io.lastword.embedded.EmbeddedBroker;
import io.lastword.embedded.EmbeddedRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Runs the benchmarks: {@code java -jar bench-app.jar [fold] [lookup] [rebuild] [list] [watch] [bulk] [write] [log]}, from
 * the repository's root after a build. The first two need {@code redis-benchmark} and {@code wrk} on the path.
 */
public final class Bench {

    private Bench() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("bare")) {
            new SpringApplicationBuilder(BareEndpoint.class)
                    .properties("spring.threads.virtual.enabled=true")
                    .run(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        List<String> wanted = args.length == 0
                ? List.of("fold", "lookup", "list", "rebuild", "watch", "bulk", "write", "log")
                : List.of(args);
        Path directory = Files.createTempDirectory("lastword-bench");
        System.out.printf(
                "Java %s, %s, %s, %d processors%n",
                System.getProperty("java.version"),
                EmbeddedBroker.availableVersion(),
                EmbeddedRedis.availableVersion(),
                Runtime.getRuntime().availableProcessors());
        if (wanted.contains("bulk")) {
            BulkBench.run(directory.resolve("bulk"));
        }
        if (wanted.contains("write")) {
            WriteBench.run(directory.resolve("write"));
        }
        if (wanted.contains("log")) {
            LogBench.run(directory.resolve("log"));
        }
        if (wanted.stream().anyMatch(List.of("fold", "lookup", "rebuild", "list", "watch")::contains)) {
            read(wanted, directory.resolve("read"));
        }
    }

    private static void read(List<String> wanted, Path directory) throws Exception {
        Files.createDirectories(directory);
        try (Setup setup = new Setup(directory)) {
            setup.fillLog();
            try (Service consumer = setup.consumer(Rebuilds.CONSUMER_ARGUMENTS)) {
                if (wanted.contains("fold")) {
                    new FoldBench(setup).run();
                } else {
                    setup.awaitLive(0);
                }
                if (wanted.contains("lookup")) {
                    new LookupBench(setup).run();
                }
                if (wanted.contains("list")) {
                    new ListBench(setup).run();
                }
                if (wanted.contains("rebuild")) {
                    new RebuildBench(setup).run();
                }
                if (wanted.contains("watch")) {
                    new WatchBench(setup).run();
                }
            }
        }
    }
}
