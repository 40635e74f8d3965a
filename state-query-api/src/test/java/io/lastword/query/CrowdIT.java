package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import io.lastword.test.TestRedis;
import io.lastword.test.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many entities at one place: what asking for them takes of the store's time. */
class CrowdIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int CROWD = Integer.getInteger("lastword.test.crowd", 50_000);
    private static final int MANY = 12;
    private static final int MORE_THAN_A_SHARE = 80;

    private static final Duration BUSY = Duration.ofSeconds(60);

    private static TestRedis redis;
    private static ApiUnderTest api;

    @BeforeAll
    static void start() {
        redis = Backends.newRedis(false);
        api = new ApiUnderTest(redis, ListUnderTest.ARGUMENTS);
        StoredLog store = api.store();
        store.declare(ListUnderTest.INDEXES);
        String generation = Topics.unique("g");
        store.serveAll(generation, 50);
        Map<String, String> states = new HashMap<>();
        for (int i = 0; i < CROWD; i++) {
            states.put("crowd-" + i, "{\"lat\":10,\"lon\":10,\"battery\":" + i % 900 + "}");
        }
        states.put("lonely", "{\"lat\":-10,\"lon\":-10}");
        store.fill(generation, states);
        api.get(near(-10));
    }

    @AfterAll
    static void stop() {
        api.close();
        redis.close();
    }

    @Test
    void shouldFindOutThatTooManyStandInOneSpotWithoutLookingAtThem() {
        // A machine that does much else may stop a script in its middle.
        await().atMost(BUSY).untilAsserted(() -> {
            Scripts before = Scripts.so();

            HttpResponse<String> answer = api.get(near(10));

            ListUnderTest.assertProblem(answer, 422, "too-many-nearby");
            Scripts took = Scripts.so().since(before);
            // A look at 10,000 entities in each partition takes some hundred thousand.
            assertThat(took.micros()).isLessThan(60_000);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/entities/device?near=10%2C10&radius=500000, 422",
        "/v1/entities/device?near=-10%2C-10&radius=500000, 200",
        "/v1/types/device/counts?by=battery, 200"
    })
    void shouldAnswerAllWhoAskTheSameAtOnceTogether(String path, int status) {
        Scripts before = Scripts.so();
        api.get(path);
        long alone = Scripts.so().since(before).calls();

        // A machine that does much else may not have them all arrive while the store is paused.
        await().atMost(BUSY).untilAsserted(() -> {
            Scripts beforeAll = Scripts.so();

            assertThat(statuses(path, MANY)).containsExactly(status);

            assertThat(Scripts.so().since(beforeAll).calls()).isLessThan(MANY / 2 * alone);
        });
    }

    @Test
    void shouldLeaveOneClientItsShareOfListsByDistance() {
        assertThat(statuses(near(-10), MORE_THAN_A_SHARE)).containsExactly(200, 429);

        assertThat(api.get(near(-10)).statusCode()).isEqualTo(200);
    }

    /** What all are answered who ask while the store is busy. */
    private static Set<Integer> statuses(String path, int count) {
        redis.cli("CLIENT", "PAUSE", "1500");
        List<CompletableFuture<HttpResponse<String>>> asked = IntStream.range(0, count)
                .mapToObj(i -> CLIENT.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + api.port() + path))
                                .build(),
                        BodyHandlers.ofString()))
                .toList();
        return asked.stream().map(one -> one.join().statusCode()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String near(int latitude) {
        return ListUnderTest.PATH + "?near=" + latitude + "," + latitude + "&radius=500000";
    }

    /** What the store's scripts have taken. */
    private record Scripts(long calls, long micros) {

        private static final Pattern STATISTICS = Pattern.compile("cmdstat_evalsha:calls=(\\d+),usec=(\\d+)");

        static Scripts so() {
            Matcher found = STATISTICS.matcher(statistics());
            return found.find()
                    ? new Scripts(Long.parseLong(found.group(1)), Long.parseLong(found.group(2)))
                    : new Scripts(0, 0);
        }

        Scripts since(Scripts before) {
            return new Scripts(calls - before.calls, micros - before.micros);
        }
    }

    private static String statistics() {
        return redis.cli("INFO", "commandstats");
    }
}
