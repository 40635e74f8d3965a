package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.test.Backends;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a log holds, asked for over HTTP. */
class LogContentsIT {

    private static WrittenLog log;
    private static ApiUnderTest api;

    @BeforeAll
    static void start() {
        log = new WrittenLog(Backends.broker());
        api = new ApiUnderTest(Backends.redis(), log.settings());
    }

    @AfterAll
    static void stop() {
        api.close();
        log.close();
    }

    @Test
    void shouldCountRecordsAndTombstonesOfTheLogThatTheTypeHasNow() {
        for (int i = 0; i < 30; i++) {
            log.put("tv-" + i % 10, "{\"n\":" + i + "}");
        }
        log.delete("tv-3");
        awaitCount(31, 1);
        assertThat(sum(look(), "bytes")).isGreaterThan(1_000);
        assertThat(sum(look(), "end") - sum(look(), "start")).isEqualTo(31);

        log.put("tv-4", "{}");
        log.delete("tv-5");
        awaitCount(33, 2);

        log.recreate();
        log.put("tv-1", "{}");
        awaitCount(1, 0);
    }

    private static void awaitCount(long records, long tombstones) {
        await().ignoreExceptions().untilAsserted(() -> {
            JsonNode partitions = look();
            assertThat(sum(partitions, "records")).isEqualTo(records);
            assertThat(sum(partitions, "tombstones")).isEqualTo(tombstones);
            assertThat(partitions.get(0).path("countedAt").isNull()).isFalse();
        });
    }

    private static JsonNode look() {
        HttpResponse<String> answer = api.get("/v1/types/device/log");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ApiUnderTest.json(answer).path("partitions");
    }

    private static long sum(JsonNode partitions, String field) {
        long sum = 0;
        for (JsonNode partition : partitions) {
            sum += partition.path(field).longValue();
        }
        return sum;
    }
}
