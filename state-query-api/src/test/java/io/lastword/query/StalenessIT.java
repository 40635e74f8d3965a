package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import io.lastword.test.TestRedis;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is said while the consumer is down or behind: answers are given, and say how old they are. */
class StalenessIT {

    private static TestRedis redis;
    private static ApiUnderTest api;
    private static StoredLog store;

    @BeforeAll
    static void start() {
        redis = Backends.newRedis(true);
        api = new ApiUnderTest(redis);
        store = api.store();
    }

    @AfterAll
    static void stop() {
        api.close();
        redis.close();
    }

    @Test
    void shouldAnswerOnFromOldSnapshotsWithTheirTrueAge() {
        Instant hourAgo = Instant.ofEpochMilli(Instant.now().minusSeconds(3_600).toEpochMilli());
        store.serveAll("old", 50, Instant.now());
        store.generation(1, "old", 50, hourAgo);
        store.snapshot("old", anIdOf(1), 41, "{\"n\":1}");

        HttpResponse<String> plain = api.get("/v1/entities/device/" + anIdOf(1));
        HttpResponse<String> fresh = api.get("/v1/entities/device/" + anIdOf(1) + "?maxStale=5m");

        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.headers().firstValue("Lastword-Caught-Up-At")).hasValue(hourAgo.toString());
        assertThat(fresh.statusCode()).isEqualTo(503);
        assertThat(fresh.body()).contains("urn:lastword:problem:too-stale", hourAgo.toString());
        awaitHealth("UP", "\"caughtUpAt\":\"" + hourAgo + "\"");
        JsonNode device = health().at("/components/snapshots/details/device");
        assertThat(device.get("state").stringValue()).isEqualTo("live");
        assertThat(device.get("caughtUpAgeSeconds").asLong()).isBetween(3_600L, 3_700L);
        assertThat(api.get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(metric("caught_up_age_seconds")).isBetween(3_600.0, 3_700.0);
        assertThat(metric("cold_partitions")).isZero();
    }

    @Test
    void shouldShowLagAndTroubleOfAType() {
        store.serveAll("behind", 50);
        store.behind(1, "behind", 50, 75);
        store.behind(2, "behind", 50, 60);
        store.unreadable("behind", anIdOf(3), 44, "bad");
        store.misplaced("behind", 0, "stray-1");
        store.misplaced("behind", 0, "stray-2");

        awaitHealth("UP", "\"lag\":35");
        assertThat(metric("lag")).isEqualTo(35);
        assertThat(metric("unreadable_entities")).isEqualTo(1);
        assertThat(metric("misplaced_keys")).isEqualTo(2);

        store.cold(3);
        awaitHealth("UP", "\"coldPartitions\":1");
        JsonNode device = health().at("/components/snapshots/details/device");
        assertThat(device.get("state").stringValue()).isEqualTo("cold");
        assertThat(device.get("lag").stringValue()).isEqualTo("unknown");
        assertThat(metric("cold_partitions")).isEqualTo(1);
        assertThat(metric("lag")).isNaN();
        assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        JsonNode driver = health().at("/components/snapshots/details/driver");
        assertThat(driver.get("state").stringValue()).isEqualTo("cold");
        assertThat(driver.get("caughtUpAt").stringValue()).isEqualTo("unknown");
    }

    @Test
    void shouldSayThatRedisDoesNotAnswerAndStayReady() {
        redis.stop();
        try {
            awaitHealth("UNKNOWN", "Redis did not answer");
            assertThat(health().at("/components/redis/status").stringValue()).isEqualTo("DOWN");
            assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(metric("cold_partitions")).isNaN();
        } finally {
            redis.start();
        }
        awaitHealth("UP", "\"state\"");
    }

    /** Waits until what is told of the snapshots has this status and says this. */
    private static void awaitHealth(String status, String detail) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            JsonNode snapshots = health().at("/components/snapshots");
            assertThat(snapshots.get("status").stringValue()).isEqualTo(status);
            assertThat(snapshots.toString()).contains(detail);
        });
    }

    private static JsonNode health() {
        return ApiUnderTest.json(api.get("/actuator/health"));
    }

    private static double metric(String name) {
        String line = "lastword_snapshots_" + name + "{type=\"device\"} ";
        return api.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(each -> each.startsWith(line))
                .map(each -> Double.parseDouble(each.substring(line.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no metric " + line));
    }

    private static String anIdOf(int partition) {
        int i = 0;
        while (StoredLog.partition("id-" + i) != partition) {
            i++;
        }
        return "id-" + i;
    }
}
