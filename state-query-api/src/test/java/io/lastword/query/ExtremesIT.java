package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values at and beyond what requests may say: each is answered, or refused with a problem, and none is a fault. */
class ExtremesIT {

    private static final List<String> NUMBERS = List.of(
            "0", "-1", "1", "1000", "1001", "2147483648", "99999999999999999999", "1e3", "NaN", "", "%00", "%2B1");
    private static final List<String> DURATIONS = List.of(
            "0ms",
            "1ns",
            "-1s",
            "2",
            "9223372036854775807s",
            "99999999999d",
            "PT",
            "PT1S",
            "P1D",
            "1S",
            "%F0%9F%98%80",
            "");
    private static final List<String> TEXTS = List.of(
            "",
            "x",
            "%00",
            "%0A",
            "%7F",
            "%C2%80",
            "%EF%BF%BF",
            "..",
            "*",
            "a".repeat(2_000),
            "AAAA".repeat(100),
            "-._~",
            "%F0%9F%98%80");

    private static ApiUnderTest api;

    @BeforeAll
    static void start() {
        api = new ApiUnderTest(Backends.redis(), ListUnderTest.ARGUMENTS);
        api.store().declare(ListUnderTest.INDEXES);
        String generation = Topics.unique("g");
        api.store().serveAll(generation, 50);
        api.store().put(generation, "here", 41, "{\"battery\":1}");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static Stream<String> queries() {
        List<String> queries = new ArrayList<>();
        NUMBERS.forEach(number -> {
            queries.add("/v1/entities/device?limit=" + number);
            queries.add("/v1/entities/device?near=0,0&radius=" + number);
            queries.add("/v1/entities/device?near=" + number + "," + number + "&radius=5");
            queries.add("/v1/entities/device?where=battery:" + number);
            queries.add("/v1/history/device/here?limit=" + number);
            queries.add("/v1/types/device/unreadable?limit=" + number);
        });
        DURATIONS.forEach(duration -> {
            queries.add("/v1/entities/device/here?timeout=" + duration);
            queries.add("/v1/entities/device/here?maxStale=" + duration);
            queries.add("/v1/types/device/counts?by=battery&timeout=" + duration);
        });
        TEXTS.forEach(text -> {
            queries.add("/v1/entities/device/" + text);
            queries.add("/v1/entities/device?id=" + text);
            queries.add("/v1/entities/device?prefix=" + text);
            queries.add("/v1/entities/device?cursor=" + text);
            queries.add("/v1/entities/device?where=" + text);
            queries.add("/v1/entities/device?where=seen%3E" + text);
            queries.add("/v1/entities/device/here?after=" + text);
            queries.add("/v1/types/device/unreadable?cursor=" + text);
            queries.add("/v1/types/device/counts?by=" + text);
            queries.add("/v1/types/" + text + "/partitions");
            queries.add("/v1/history/device/here?cursor=" + text);
            queries.add("/v1/history/device/here?since=" + text);
            queries.add("/v1/watch/device?from=" + text + "&where=" + text + "x");
            queries.add("/v1/entities/device/here?asOf=" + text);
        });
        List.of("-999999999-01-01T00:00:00Z", "+999999999-12-31T23:59:59.999999999Z", "2026-02-30T00:00:00Z")
                .forEach(instant -> {
                    queries.add("/v1/entities/device/here?asOf=" + ListUnderTest.encoded(instant));
                    queries.add("/v1/history/device/here?since=" + ListUnderTest.encoded(instant));
                    queries.add("/v1/entities/device?where=seen%3E" + ListUnderTest.encoded(instant));
                });
        return queries.stream();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void shouldAnswerOrRefuseWithAProblem(String query) {
        HttpResponse<String> answer = api.get(query);

        assertThat(answer.statusCode()).as(query + ": " + answer.body()).isNotEqualTo(500);
        if (answer.statusCode() >= 400) {
            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .as(query + ": " + answer.body())
                    .startsWith("application/problem+json");
        }
    }

    @Test
    void shouldReadEveryTagOfALongCondition() {
        String etag =
                api.get("/v1/entities/device/here").headers().firstValue("ETag").orElseThrow();
        String others = "\"other\",".repeat(700);

        assertThat(api.get("/v1/entities/device/here", "If-None-Match", others + etag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(api.get("/v1/entities/device/here", "If-None-Match", others + "\"last\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.get("/v1/entities/device/here", "If-None-Match", ", ,\"" + "x".repeat(5_000))
                        .statusCode())
                .isEqualTo(200);
    }
}
