package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.query.history.HistoryCursor;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Described;
import io.lastword.test.TestRedis;
import io.lastword.test.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What the service says of its API is what it does: real answers against the description that it serves. */
@AnyServer
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DescriptionIT {

    private static final String ENTITY = "get /v1/entities/{type}/{id}";
    private static final String LIST = "get /v1/entities/{type}";
    private static final String LOOKUP = "post /v1/lookup/{type}";
    private static final String WATCH_ENTITY = "get /v1/watch/{type}/{id}";
    private static final String WATCH = "get /v1/watch/{type}";
    private static final String HISTORY = "get /v1/history/{type}/{id}";
    private static final String TYPES = "get /v1/types";
    private static final String PAGE = "get /v1/page";
    private static final String PARTITIONS = "get /v1/types/{type}/partitions";
    private static final String LOG = "get /v1/types/{type}/log";
    private static final String UNREADABLE = "get /v1/types/{type}/unreadable";
    private static final String COUNTS = "get /v1/types/{type}/counts";

    /** Answers that another test provokes. */
    private static final Map<String, String> NOT_ANSWERED_HERE = new TreeMap<>(Map.of(
            LIST + " 422", "takes more entities in one spot than a test should store twice: NearbyIT",
            LOOKUP + " 422", "takes more bytes than an answer may have: AnswerMemoryIT",
            WATCH + " 503", "takes all places: WatchPlacesIT",
            WATCH_ENTITY + " 503", "takes all places: WatchPlacesIT"));

    static {
        for (String byId : List.of("200", "400", "404", "410", "503")) {
            NOT_ANSWERED_HERE.put("get /v1/history/{type} " + byId, "as by path: HistoryIT");
        }
        for (String shared : List.of(ENTITY, LIST, LOOKUP, HISTORY, "get /v1/history/{type}", WATCH, WATCH_ENTITY)) {
            NOT_ANSWERED_HERE.put(
                    shared + " 429", "takes a client's share: ListStreamIT, HistoryIT, WatchPlacesIT, AnswerMemoryIT");
        }
    }

    private static WrittenLog log;
    private static ApiUnderTest api;
    private static StoredLog store;
    private static Described described;

    private String generation;

    @BeforeAll
    static void start() {
        log = new WrittenLog(Backends.broker());
        api = new ApiUnderTest(Backends.redis(), log.settings(ListUnderTest.ARGUMENTS));
        store = api.store();
        described = new Described(api.get("/v3/api-docs").body());
    }

    @AfterAll
    static void stop() {
        api.close();
        log.close();
    }

    private void serve(String topicId) {
        generation = Topics.unique("g");
        store.recreate(topicId);
        store.declare(ListUnderTest.INDEXES);
        store.serveAll(generation, 50);
    }

    private void serveAnyLog() {
        serve(Topics.unique("i").replace("-", "") + Topics.unique("g") + "xxxxxxxxxx");
    }

    @Test
    void shouldDescribeWhatItAnswers() {
        serveAnyLog();
        Map<String, String> states = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            states.put("d-" + i, "{\"status\":\"s\",\"battery\":" + i + ",\"lat\":1,\"lon\":1}");
        }
        store.fill(generation, states);
        store.unreadable(generation, "broken", 44, "bad");

        HttpResponse<String> entity = hold(ENTITY, "/v1/entities/device/d-1", 200);
        described.hold(
                ENTITY,
                api.get(
                        "/v1/entities/device/d-1",
                        "If-None-Match",
                        entity.headers().firstValue("ETag").orElseThrow()));
        hold(ENTITY, "/v1/entities/device/nobody", 404);
        hold(ENTITY, "/v1/entities/nothing/d-1", 404);
        hold(ENTITY, "/v1/entities/device/broken", 409);
        hold(ENTITY, "/v1/entities/device/a%2Fb", 400);
        hold(LIST, "/v1/entities/device?limit=5", 200);
        hold(LIST, "/v1/entities/device?near=1,1&radius=5", 200);
        described.hold(LIST, api.get("/v1/entities/device", "Accept", "application/x-ndjson"));
        hold(LIST, "/v1/entities/device?where=x", 400);
        hold(LIST, "/v1/entities/nothing", 404);
        look("device", "", "{\"ids\":[\"d-1\",\"nobody\",\"broken\"]}", 200);
        look("device", "", "{}", 400);
        look("nothing", "", "{\"ids\":[\"d-1\"]}", 404);
        hold(TYPES, "/v1/types", 200);
        hold(PAGE, "/v1/page", 200);
        hold(PARTITIONS, "/v1/types/device/partitions", 200);
        hold(PARTITIONS, "/v1/types/driver/partitions", 503);
        hold(PARTITIONS, "/v1/types/nothing/partitions", 404);
        hold(LOG, "/v1/types/device/log", 200);
        hold(LOG, "/v1/types/driver/log", 503);
        hold(LOG, "/v1/types/nothing/log", 404);
        hold(UNREADABLE, "/v1/types/device/unreadable", 200);
        hold(UNREADABLE, "/v1/types/device/unreadable?limit=x", 400);
        hold(UNREADABLE, "/v1/types/nothing/unreadable", 404);
        hold(COUNTS, "/v1/types/device/counts?by=status", 200);
        hold(COUNTS, "/v1/types/device/counts?by=battery", 200);
        hold(COUNTS, "/v1/types/device/counts?by=x", 400);
        hold(COUNTS, "/v1/types/device/counts", 400);
        hold(COUNTS, "/v1/types/nothing/counts?by=x", 404);
    }

    @Test
    void shouldDescribeThatThereAreTooManyValuesToCount() {
        serveAnyLog();
        Map<String, String> states = new HashMap<>();
        for (int i = 0; i <= 1_000; i++) {
            states.put("d-" + i, "{\"battery\":" + i + "}");
        }
        store.fill(generation, states);

        hold(COUNTS, "/v1/types/device/counts?by=battery", 422);
    }

    @Test
    void shouldDescribeWhyItCannotAnswer() {
        serveAnyLog();
        String old =
                "after=" + Token.of("device", store.log(), Instant.EPOCH, 0, 1).encode();
        store.serveAll(generation, 50, Instant.now().minusSeconds(30));
        hold(ENTITY, "/v1/entities/device/d-1?maxStale=5s", 503);
        serveAnyLog();
        hold(ENTITY, "/v1/entities/device/d-1?" + old, 410);
        hold(LIST, "/v1/entities/device?" + old, 410);
        look("device", "?" + old, "{\"ids\":[\"d-1\"]}", 410);
        hold(COUNTS, "/v1/types/device/counts?by=status&" + old, 410);
        hold(UNREADABLE, "/v1/types/device/unreadable?" + old, 410);
        String later = "timeout=20ms&after=" + ahead("d-1");
        hold(ENTITY, "/v1/entities/device/d-1?" + later, 504);
        hold(LIST, "/v1/entities/device?" + later, 504);
        look("device", "?" + later, "{\"ids\":[\"d-1\"]}", 504);
        hold(COUNTS, "/v1/types/device/counts?by=status&" + later, 504);
        hold(UNREADABLE, "/v1/types/device/unreadable?" + later, 504);
        store.cold(StoredLog.partition("d-1"));
        hold(PARTITIONS, "/v1/types/device/partitions", 200);
        hold(LIST, "/v1/entities/device", 503);
        look("device", "", "{\"ids\":[\"d-1\"]}", 503);
        hold(COUNTS, "/v1/types/device/counts?by=status", 503);
        hold(UNREADABLE, "/v1/types/device/unreadable", 503);
        hold(TYPES, "/v1/types", 200);
    }

    @Test
    void shouldDescribeWatches() throws IOException {
        serve(log.incarnation().topicId());
        String foreign = "from=" + new Token("device", "ZyXwVuTs", Instant.now(), everywhere()).encode();
        String later = "timeout=20ms&after=" + ahead("tv");

        holdBeginning(WATCH_ENTITY, "/v1/watch/device/tv");
        hold(WATCH_ENTITY, "/v1/watch/device/tv?where=status:s", 400);
        hold(WATCH_ENTITY, "/v1/watch/nothing/tv", 404);
        holdBeginning(WATCH_ENTITY, "/v1/watch/device/tv?" + foreign);
        holdBeginning(WATCH_ENTITY, "/v1/watch/device/tv?" + later);
        holdBeginning(WATCH, "/v1/watch/device");
        hold(WATCH, "/v1/watch/device?from=nonsense", 400);
        hold(WATCH, "/v1/watch/nothing", 404);
        holdBeginning(WATCH, "/v1/watch/device?" + foreign);
        holdBeginning(WATCH, "/v1/watch/device?snapshot=true&" + later);
        store.cold(StoredLog.partition("tv"));
        holdBeginning(WATCH_ENTITY, "/v1/watch/device/tv");
        holdBeginning(WATCH, "/v1/watch/device?snapshot=true");
    }

    @Test
    void shouldDescribeHistoryAndAsOf() {
        serve(log.incarnation().topicId());
        String id = Topics.unique("tv");
        log.put(id, "{\"n\":1}");
        log.put(id, "no state");
        log.delete(id);
        store.snapshot(generation, id, 49, "{\"n\":1}");
        String path = "/v1/history/device/" + id;
        String asOf = "/v1/entities/device/" + id + "?asOf=";

        assertThat(ApiUnderTest.json(hold(HISTORY, path, 200)).get("items")).hasSize(3);
        assertThat(ApiUnderTest.json(hold(HISTORY, path + "?limit=1", 200)).has("next"))
                .isTrue();
        hold(HISTORY, path + "?limit=x", 400);
        hold(HISTORY, "/v1/history/nothing/" + id, 404);
        hold(HISTORY, path + "?cursor=" + new HistoryCursor("ZyXwVuTs", 0, 0).encode(), 410);
        hold(HISTORY, "/v1/history/driver/without-a-topic", 503);
        hold(ENTITY, asOf + StoredLog.LOGGED_AT, 200);
        hold(ENTITY, asOf + "yesterday", 400);
        hold(ENTITY, asOf + StoredLog.LOGGED_AT.minusSeconds(1), 410);
        hold(ENTITY, "/v1/entities/driver/without-a-topic?asOf=" + StoredLog.LOGGED_AT, 503);
    }

    @Test
    void shouldDescribeThatTheStoreIsAway() {
        try (TestRedis redis = Backends.newRedis(false);
                ApiUnderTest alone = new ApiUnderTest(redis, "--spring.data.redis.timeout=300ms")) {
            redis.stop();

            HttpResponse<String> answer = alone.get("/v1/types");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            described.hold(TYPES, answer);
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void shouldDescribeNothingThatItDoesNotAnswer() {
        Set<String> expected = new TreeSet<>(described.seen());
        expected.addAll(NOT_ANSWERED_HERE.keySet());

        assertThat(described.answers()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(described.seen()).doesNotContainAnyElementsOf(NOT_ANSWERED_HERE.keySet());
    }

    private static TreeMap<Integer, Long> everywhere() {
        TreeMap<Integer, Long> positions = new TreeMap<>();
        for (int partition = 0; partition < StoredLog.PARTITIONS; partition++) {
            positions.put(partition, 0L);
        }
        return positions;
    }

    /** A token that is not reached. */
    private static String ahead(String id) {
        return Token.of("device", store.log(), null, StoredLog.partition(id), 52)
                .encode();
    }

    private void look(String type, String parameters, String ids, int status) {
        HttpResponse<String> answer = api.post("/v1/lookup/" + type + parameters, ids);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        described.hold(LOOKUP, answer);
    }

    private static void holdBeginning(String operation, String path) throws IOException {
        HttpResponse<InputStream> answer = api.open(path);
        try (InputStream body = answer.body()) {
            assertThat(answer.statusCode()).isEqualTo(200);
            described.hold(operation, answer, Character.toString(body.read()));
        }
    }

    private HttpResponse<String> hold(String operation, String path, int status) {
        HttpResponse<String> answer = api.get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
        described.hold(operation, answer);
        return answer;
    }
}
