package io.lastword.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.BitSet;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Pages of a filtered list at its beginning and far in, under changes: how long each takes, and whether a walk over all of
 * them meets every entity that was there throughout exactly once. Needs {@code -Dbench.indexes=declared}.
 */
final class ListBench {

    private static final int CHANGES_PER_SECOND = Integer.getInteger("bench.list.changes", 1_000);
    private static final int PAGES = Integer.getInteger("bench.list.pages", 2_000);
    private static final int WARM_UP_PAGES = Integer.getInteger("bench.list.warm-up-pages", 5_000);
    private static final int DEEP = Integer.getInteger("bench.list.deep", 5_000);
    private static final int TICK_MILLIS = 10;
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\":\"device-(\\d+)\"");

    private final Setup setup;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String base = "http://localhost:" + LookupBench.QUERY_PORT + "/v1/entities/device";

    ListBench(Setup setup) {
        this.setup = setup;
    }

    void run() throws Exception {
        if (Indexes.chosen() != Indexes.DECLARED) {
            throw new IllegalArgumentException("the list is filtered: add -Dbench.indexes=declared");
        }
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try (Service query = Service.jar(
                        Setup.jar("state-query-api"),
                        setup.directory.resolve("listing-query.log"),
                        Setup.MAX_HEAP,
                        setup.redisArguments(
                                "--server.port=" + LookupBench.QUERY_PORT,
                                Indexes.chosen().argument(setup.directory)));
                KafkaProducer<byte[], byte[]> producer = setup.producer("0")) {
            LookupBench.awaitAnswer(base + "/" + Setup.id(1));
            Random random = new Random(1);
            writer.scheduleAtFixedRate(
                    () -> {
                        for (int i = 0; i < CHANGES_PER_SECOND * TICK_MILLIS / 1_000; i++) {
                            producer.send(Setup.record(random.nextInt(Setup.ENTITIES)));
                        }
                    },
                    0,
                    TICK_MILLIS,
                    TimeUnit.MILLISECONDS);
            // Half of the entities: at the documented size, page 5,000 of 100 is the last.
            String list = base + "?where=country:DE&limit=100";
            String deep = cursorOf(list, Math.min(DEEP, Setup.ENTITIES / 200));
            for (int i = 0; i < WARM_UP_PAGES; i++) {
                get(i % 2 == 0 ? list : list + "&cursor=" + deep);
            }
            try (Rebuilds rebuilds = Rebuilds.wanted(setup)) {
                measure(list, deep);
            }
        } finally {
            writer.shutdownNow();
        }
    }

    private void measure(String list, String deep) throws IOException, InterruptedException {
        Latencies first = new Latencies();
        Latencies far = new Latencies();
        Latencies two = new Latencies();
        for (int i = 0; i < PAGES; i++) {
            time(first, list);
            time(far, list + "&cursor=" + deep);
            time(two, base + "?where=model:tv-" + i % 97 + "&where=volume%3C50&limit=100");
        }
        System.out.printf(
                Locale.ROOT,
                "list: pages of 100 of %,d entities, %d changes/s%n  page 1            %s%n  page %-12d %s%n"
                        + "  two conditions    %s%n  page %d / page 1: p50 %.2f, p99 %.2f%n",
                Setup.ENTITIES,
                CHANGES_PER_SECOND,
                first,
                DEEP,
                far,
                two,
                DEEP,
                far.percentile(0.5) / first.percentile(0.5),
                far.percentile(0.99) / first.percentile(0.99));
        walk(base + "?where=country:DE&limit=1000", Setup.ENTITIES / 2);
        walk(base + "?limit=1000", Setup.ENTITIES);
    }

    /** The cursor of a page of a list. */
    private String cursorOf(String list, int page) throws IOException, InterruptedException {
        String cursor = "";
        for (int i = 1; i < page; i++) {
            Matcher next = NEXT.matcher(get(cursor.isEmpty() ? list : list + "&cursor=" + cursor));
            if (!next.find()) {
                throw new IllegalStateException("the list ends at page " + i);
            }
            cursor = next.group(1);
        }
        return cursor;
    }

    /** Reads a list to its end and tells how often each entity was in it. */
    private void walk(String list, int entities) throws IOException, InterruptedException {
        BitSet seen = new BitSet();
        int again = 0;
        int pages = 0;
        long begun = System.nanoTime();
        String cursor = "";
        while (cursor != null) {
            String page = get(cursor.isEmpty() ? list : list + "&cursor=" + cursor);
            Matcher id = ID.matcher(page);
            while (id.find()) {
                int number = Integer.parseInt(id.group(1));
                again += seen.get(number) ? 1 : 0;
                seen.set(number);
            }
            Matcher next = NEXT.matcher(page);
            cursor = next.find() ? next.group(1) : null;
            pages++;
        }
        System.out.printf(
                Locale.ROOT,
                "walk of %s: %,d pages in %.1f s; %,d of %,d entities, %d missing, %d more than once%n",
                list.substring(list.indexOf('?')),
                pages,
                (System.nanoTime() - begun) / 1e9,
                seen.cardinality(),
                entities,
                entities - seen.cardinality(),
                again);
    }

    private void time(Latencies latencies, String url) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        get(url);
        latencies.add(System.nanoTime() - begun);
    }

    private String get(String url) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(url + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
