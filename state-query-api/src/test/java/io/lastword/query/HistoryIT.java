package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.model.text.Times;
import io.lastword.model.token.Token;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The history of an entity, asked for over HTTP. */
class HistoryIT {

    private static WrittenLog log;
    private static ApiUnderTest api;

    @BeforeAll
    static void start() {
        log = new WrittenLog(Backends.broker());
        api = new ApiUnderTest(
                Backends.redis(),
                log.settings("--lastword.query.history.max-scans=1", "--lastword.query.history.max-bytes=1KB"));
    }

    @AfterAll
    static void stop() {
        api.close();
        log.close();
    }

    @Test
    void shouldTellEveryChangeNewestFirstAndMarkWhatIsNoState() {
        String id = Topics.unique("tv");
        RecordMetadata first = log.put(id, "{\"n\": 1}");
        log.put(Topics.unique("other"), "{}");
        RecordMetadata second = log.put(id, "no state");
        RecordMetadata third = log.delete(id);

        JsonNode page = history(id, "");

        assertThat(page.get("items").get(0).toString())
                .isEqualTo("{\"revision\":" + third.offset() + ",\"updatedAt\":\""
                        + Times.text(Instant.ofEpochMilli(third.timestamp()))
                        + "\",\"event\":\"deregistered\",\"deleted\":true}");
        assertThat(page.get("items").get(1).path("revision").longValue()).isEqualTo(second.offset());
        assertThat(page.get("items").get(1).path("unreadable").booleanValue()).isTrue();
        assertThat(page.get("items").get(2).path("state").toString()).isEqualTo("{\"n\":1}");
        assertThat(page.get("items").get(2).path("revision").longValue()).isEqualTo(first.offset());
        assertThat(page.get("items")).hasSize(3);
        assertThat(page.has("next")).isFalse();
        assertThat(Token.decode(page.get("token").stringValue()).positions())
                .containsEntry(third.partition(), third.offset() + 1);
    }

    @Test
    void shouldReachEveryIdOfTheLogBesideThePath() {
        String unique = Topics.unique("ns");
        for (String id : List.of(unique + "/name", "..", unique + "?&;+ ü", "x".repeat(1_024))) {
            RecordMetadata written = log.put(id, "{\"n\": 1}");

            String named = "?id=" + ListUnderTest.encoded(id);
            JsonNode page = ApiUnderTest.json(api.get("/v1/history/device" + named + "&limit=1"));

            assertThat(page.get("id").stringValue()).isEqualTo(id);
            assertThat(page.get("items").get(0).path("revision").longValue()).isEqualTo(written.offset());
        }
        ListUnderTest.assertProblem(api.get("/v1/history/device?id="), 400, "invalid-id");
        ListUnderTest.assertProblem(api.get("/v1/history/device"), 400, "invalid-parameter");
    }

    @ParameterizedTest
    @CsvSource({"newest, 1", "newest, 7", "newest, 1000", "oldest, 1", "oldest, 7", "oldest, 1000"})
    void shouldTellEachChangeOnceInOrderOverAllPages(String order, int limit) {
        String id = Topics.unique("paged");
        List<Long> written = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            // Ten of them are more than may be held at once.
            written.add(log.put(id, "{\"padding\":\"" + "x".repeat(90) + "\"}").offset());
            log.send(Topics.unique("between"), "{}");
        }

        List<Long> told = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonNode page = history(id, "?order=" + order + "&limit=" + limit + next);
            assertThat(page.get("items").size()).isLessThanOrEqualTo(limit);
            page.get("items").forEach(item -> told.add(item.path("revision").longValue()));
            next = page.has("next") ? "&cursor=" + page.get("next").stringValue() : null;
        }

        if (order.equals("newest")) {
            Collections.reverse(written);
        }
        assertThat(told).isEqualTo(written);
    }

    @Test
    void shouldLeaveOutWhatIsOlderThanAsked() {
        String id = Topics.unique("since");
        log.put(id, "{\"n\":1}");
        RecordMetadata second = later(id);
        RecordMetadata third = later(id);
        String since = "?since=" + Instant.ofEpochMilli(second.timestamp()) + "&order=";

        assertThat(revisions(history(id, since + "oldest"))).containsExactly(second.offset(), third.offset());
        assertThat(revisions(history(id, since + "newest"))).containsExactly(third.offset(), second.offset());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999Z",
                "1969-12-31T23:59:59.998Z",
                "1969-12-31T23:59:59.997Z",
                "1900-01-01T00:00:00Z",
                "0000-01-01t00:00:00z"
            })
    void shouldTellEverythingSinceBeforeThereWasALog(String since) {
        String id = Topics.unique("old");
        RecordMetadata first = log.put(id, "{}");
        RecordMetadata second = log.put(id, "{}");

        assertThat(revisions(history(id, "?order=oldest&since=" + since)))
                .containsExactly(first.offset(), second.offset());
        assertThat(revisions(history(id, "?since=" + since))).containsExactly(second.offset(), first.offset());
    }

    @Test
    void shouldTellNothingOfAnEntityThatTheLogDoesNotKnow() {
        assertThat(history("nobody", "").get("items")).isEmpty();
    }

    @Test
    void shouldRefuseMoreThanAreAllowedUntilAClientGoesAway() {
        String id = Topics.unique("large");
        for (int i = 0; i < 600; i++) {
            log.send(id, "{\"padding\":\"" + "x".repeat(50_000) + "\"}");
        }
        log.flush();
        try (EventClient unread = new EventClient(api.port(), "/v1/history/device/" + id + "?limit=1000", null)) {
            assertThat(unread.status).isEqualTo(200);

            assertProblem(api.get("/v1/history/device/tv"), 429, "more-than-a-share");
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api.get("/v1/history/device/tv").statusCode() == 200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/history/nothing/tv, 404, unknown-type, nothing",
        "/v1/history/device/a%2Fb, 400, invalid-id, index 1",
        "/v1/history/device/tv?limit=0, 400, invalid-parameter, limit='0'",
        "/v1/history/device/tv?order=any, 400, invalid-parameter, order='any'",
        "/v1/history/device/tv?since=today, 400, invalid-parameter, since='today'",
        "/v1/history/device/tv?cursor=nonsense, 400, invalid-parameter, cursor='nonsense'",
    })
    void shouldExplainWhatIsWrongWithARequest(String path, int status, String problem, String quoted) {
        HttpResponse<String> answer = api.get(path);

        assertProblem(answer, status, problem);
        assertThat(answer.body()).contains(quoted);
    }

    @Test
    void shouldRefuseACursorOfAnotherEntityOrOrder() {
        String id = Topics.unique("cursor");
        log.put(id, "{}");
        log.put(id, "{}");
        String cursor = history(id, "?limit=1").get("next").stringValue();

        assertProblem(api.get("/v1/history/device/other?cursor=" + cursor), 400, "invalid-parameter");
        assertProblem(api.get("/v1/history/device/" + id + "?order=oldest&cursor=" + cursor), 400, "invalid-parameter");
    }

    /** Writes once the log's clock has moved on. */
    private static RecordMetadata later(String id) {
        long before = log.put(Topics.unique("tick"), "{}").timestamp();
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> log.put(Topics.unique("tick"), "{}").timestamp() > before);
        return log.put(id, "{\"n\":2}");
    }

    private static List<Long> revisions(JsonNode page) {
        List<Long> revisions = new ArrayList<>();
        page.get("items").forEach(item -> revisions.add(item.path("revision").longValue()));
        return revisions;
    }

    private static JsonNode history(String id, String parameters) {
        HttpResponse<String> answer = api.get("/v1/history/device/" + id + parameters);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ApiUnderTest.json(answer);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String problem) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"urn:lastword:problem:" + problem + "\"");
    }
}
