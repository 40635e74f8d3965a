package io.lastword.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One-entity lookups at 64 connections, beside an endpoint that does one Redis GET per request and nothing else. */
final class LookupBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final String SECONDS = System.getProperty("bench.seconds", "10");
    /** Long enough for the compilers to be done with both services. */
    private static final String WARM_UP_SECONDS = System.getProperty("bench.warm-up-seconds", "60");

    private static final int QUERY_PORT = 18080;
    private static final int BARE_PORT = 18090;
    private static final int LOADED_AT_ONCE = 1_000;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern ERRORS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    private final Setup setup;

    LookupBench(Setup setup) {
        this.setup = setup;
    }

    void run() throws Exception {
        for (int i = 0; i < Setup.ENTITIES; i += LOADED_AT_ONCE) {
            Map<String, String> bare = new HashMap<>();
            for (int j = i; j < Math.min(Setup.ENTITIES, i + LOADED_AT_ONCE); j++) {
                bare.put("bare:" + Setup.id(j), "{\"value\":\"" + "x".repeat(Setup.STATE_BYTES - 12) + "\"}");
            }
            setup.commands.mset(bare);
        }
        try (Service query = Service.jar(
                        Setup.jar("state-query-api"),
                        setup.directory.resolve("query.log"),
                        "--server.port=" + QUERY_PORT,
                        "--spring.data.redis.url=" + setup.uri());
                Service bare = Service.jar(
                        Setup.jar("bench"),
                        setup.directory.resolve("bare.log"),
                        "bare",
                        "--server.port=" + BARE_PORT,
                        "--spring.data.redis.url=" + setup.uri())) {
            String lookup = "http://localhost:" + QUERY_PORT + "/v1/entities/device/";
            String single = "http://localhost:" + BARE_PORT + "/bare/";
            awaitAnswer(lookup + Setup.id(1));
            awaitAnswer(single + Setup.id(1));
            load(single, WARM_UP_SECONDS);
            load(lookup, WARM_UP_SECONDS);
            Figures lookups = new Figures("lookup, requests/s");
            Figures bares = new Figures("bare endpoint, requests/s");
            Figures ratios = new Figures("lookup / bare");
            for (int round = 0; round < ROUNDS; round++) {
                double bareRate = load(single, SECONDS);
                double lookupRate = load(lookup, SECONDS);
                System.out.printf("round %d: lookup %,.0f/s, bare %,.0f/s%n", round + 1, lookupRate, bareRate);
                lookups.add(lookupRate);
                bares.add(bareRate);
                ratios.add(lookupRate / bareRate);
            }
            System.out.println(lookups);
            System.out.println(bares);
            System.out.println(ratios);
        }
    }

    private double load(String base, String seconds) throws IOException, InterruptedException {
        Path script = setup.directory.resolve("random.lua");
        URI uri = URI.create(base);
        Files.writeString(
                script,
                "request = function()\n  return wrk.format('GET', string.format('" + uri.getPath()
                        + "device-%07d', math.random(0, " + (Setup.ENTITIES - 1) + ")))\nend\n");
        String output = Service.run(
                "wrk", "-t1", "-c64", "-d" + seconds + "s", "-s", script.toString(), "http://" + uri.getAuthority());
        Matcher rate = RATE.matcher(output);
        if (!rate.find() || ERRORS.matcher(output).find()) {
            throw new IOException("wrk did not measure good answers only: " + output);
        }
        return Double.parseDouble(rate.group(1));
    }

    private static void awaitAnswer(String url) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        for (int attempt = 0; attempt < 600; attempt++) {
            try {
                if (client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // It is still starting.
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(url + " does not answer");
    }
}
