package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.TestRedis;
import io.lastword.test.Topics;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What many who ask for the same cost the store. */
class PollingIT {

    private static final Pattern CALLS = Pattern.compile("cmdstat_(?:hlen|evalsha):calls=(\\d+)");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int ASKED = 400;

    private static TestRedis redis;
    private static ApiUnderTest api;
    private static StoredLog store;

    private String generation;

    @BeforeAll
    static void start() {
        redis = Backends.redis();
        api = new ApiUnderTest(redis, ListUnderTest.ARGUMENTS);
        store = api.store();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void serveAGeneration() {
        generation = Topics.unique("g");
        store.recreate(Topics.unique("i").replace("-", "") + generation + "xxxxxxxxxx");
        store.declare(ListUnderTest.INDEXES);
        store.serveAll(generation, 50);
        store.put(generation, "tv-1", 41, "{\"status\":\"on\"}");
    }

    @Test
    void shouldShareWhatItTakesToSayThatEntitiesAreAbsent() {
        api.get("/v1/entities/device/nobody");
        long before = calls();

        List<HttpResponse<String>> answers = ask("/v1/entities/device/nobody-");

        assertThat(answers).allMatch(answer -> answer.statusCode() == 404);
        long each = (calls() - before) / ASKED;
        assertThat(each).as("commands per answer").isLessThan(StoredLog.PARTITIONS);
        store.misplaced(generation, 2, "gone-astray");
        ListUnderTest.assertProblem(api.get("/v1/entities/device/nobody"), 503, "misplaced-keys");
    }

    @Test
    void shouldShareCounts() {
        long before = calls();

        List<HttpResponse<String>> answers = ask("/v1/types/device/counts?by=status&maxStale=");

        assertThat(answers).allMatch(answer -> answer.body().contains("\"value\":\"on\",\"count\":1"));
        assertThat(calls() - before).as("commands").isLessThan(ASKED / 2);
        store.put(generation, "tv-2", 60, "{\"status\":\"on\"}");
        assertThat(api.get("/v1/types/device/counts?by=status").body()).contains("\"value\":\"on\",\"count\":2");
    }

    /** Asks at once, each for another thing: the path ends with a number of seconds. */
    private static List<HttpResponse<String>> ask(String path) {
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 1; i <= ASKED; i++) {
            URI uri = URI.create("http://localhost:" + api.port() + path + (1_000 + i) + "s");
            asked.add(CLIENT.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()));
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private static long calls() {
        RedisClient client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));
        try {
            return CALLS.matcher(client.connect().sync().info("commandstats"))
                    .results()
                    .map(MatchResult::group)
                    .mapToLong(group -> Long.parseLong(group.substring(group.indexOf("calls=") + 6)))
                    .sum();
        } finally {
            client.shutdown();
        }
    }
}
