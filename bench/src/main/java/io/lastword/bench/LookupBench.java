package io.lastword.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One-entity lookups at 64 connections, beside an endpoint that does one Redis GET per request and nothing else: once with
 * the HTTP metrics that every service has, and once without any.
 */
final class LookupBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final String SECONDS = System.getProperty("bench.seconds", "10");
    /** Long enough for the compilers to be done with both services. */
    private static final String WARM_UP_SECONDS = System.getProperty("bench.warm-up-seconds", "60");

    static final int QUERY_PORT = 18080;
    private static final int BARE_PORT = 18090;
    private static final int UNOBSERVED_PORT = 18091;
    private static final String NO_REDIS_OBSERVATION = "--spring.autoconfigure.exclude[0]="
            + "org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration";
    private static final String WITHOUT_METRICS = "--spring.autoconfigure.exclude[1]="
            + "org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration";
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
                        Setup.MAX_HEAP,
                        setup.redisArguments("--server.port=" + QUERY_PORT));
                Service bare = bare("bare", BARE_PORT);
                Service unobserved = bare("unobserved", UNOBSERVED_PORT, WITHOUT_METRICS)) {
            List<Load> loads = List.of(
                    new Load("lookup", "http://localhost:" + QUERY_PORT + "/v1/entities/device/"),
                    new Load("bare endpoint", "http://localhost:" + BARE_PORT + "/bare/"),
                    new Load("bare endpoint without metrics", "http://localhost:" + UNOBSERVED_PORT + "/bare/"));
            for (Load load : loads) {
                awaitAnswer(load.base() + Setup.id(1));
                rate(load.base(), WARM_UP_SECONDS);
            }
            List<Figures> rates = loads.stream()
                    .map(load -> new Figures(load.name() + ", requests/s"))
                    .toList();
            List<Figures> ratios = loads.stream()
                    .skip(1)
                    .map(load -> new Figures("lookup / " + load.name()))
                    .toList();
            for (int round = 0; round < ROUNDS; round++) {
                double lookup = 0;
                for (int i = 0; i < loads.size(); i++) {
                    double rate = rate(loads.get(i).base(), SECONDS);
                    System.out.printf(
                            "round %d: %s %,.0f/s%n", round + 1, loads.get(i).name(), rate);
                    rates.get(i).add(rate);
                    if (i == 0) {
                        lookup = rate;
                    } else {
                        ratios.get(i - 1).add(lookup / rate);
                    }
                }
            }
            rates.forEach(System.out::println);
            ratios.forEach(System.out::println);
        }
    }

    private record Load(String name, String base) {}

    private Service bare(String name, int port, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("bare", "--server.port=" + port, NO_REDIS_OBSERVATION));
        // As the query API does without them.
        all.add("--spring.mvc.publish-request-handled-events=false");
        all.add("--spring.mvc.formcontent.filter.enabled=false");
        all.addAll(List.of(setup.redisArguments(arguments)));
        return Service.jar(
                Setup.jar("bench"), setup.directory.resolve(name + ".log"), Setup.MAX_HEAP, all.toArray(String[]::new));
    }

    private double rate(String base, String seconds) throws IOException, InterruptedException {
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

    static void awaitAnswer(String url) throws InterruptedException {
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
