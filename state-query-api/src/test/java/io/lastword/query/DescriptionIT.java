package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.query.history.HistoryCursor;
import io.lastword.test.AnyRequests;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import io.lastword.test.Described;
import io.lastword.test.MetricsPage;
import io.lastword.test.TestRedis;
import io.lastword.test.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
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

    private static final String HISTORY_BY_ID = "get /v1/history/{type}";

    /** What another test provokes, and why. */
    private static final Map<String, String> SEEN_ELSEWHERE = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    LIST.replace("{", "\\{") + " 422.*",
                    "takes more entities in one spot than a test should store twice: NearbyIT"),
            Map.entry(
                    LOOKUP.replace("{", "\\{") + " 422.*", "takes more bytes than an answer may have: AnswerMemoryIT"),
            Map.entry("NoPlaceToWatch: .*|.*/watch/.* 503", "takes all places: WatchPlacesIT"),
            Map.entry(
                    "MoreThanAShare: .*|.* 429",
                    "takes a client's share: ListStreamIT, HistoryIT, WatchPlacesIT, AnswerMemoryIT"),
            Map.entry(
                    ".*: (too-much-under-way|too-many-streams|too-many-scans)",
                    "takes load: AnswerMemoryIT, ListStreamIT, HistoryIT"),
            Map.entry(".*: (instant-undecided|scan-too-long)", "takes a slow or a busy log: AsOfIT, HistoryFailureIT"),
            Map.entry("ListNotNow: log-unavailable", "is as by path: LogAwayIT"),
            Map.entry(".*/(counts|unreadable) 200: Lastword-Position", "takes a type of one partition: CountsIT"),
            Map.entry(
                    "LogNotNow: (not-ready|store-unavailable)",
                    "takes a log that changes as it is read: HistoryFailureIT"),
            Map.entry(
                    "AnyRequest: (unknown-host|too-busy|Retry-After)",
                    "takes a name for this machine, or a fault: RequestRulesTest")));

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
    void shouldDescribeTheParametersThatItTakes() throws IOException {
        serveAnyLog();
        store.fill(generation, Map.of("d-1", "{\"status\":\"s\"}", "d-2", "{\"status\":\"s\"}"));
        store.unreadable(generation, "broken-1", 44, "bad");
        store.unreadable(generation, "broken-2", 45, "bad");
        String reached = "maxStale=1h&timeout=1s&after="
                + Token.of("device", store.log(), null, StoredLog.partition("d-1"), 40)
                        .encode();

        hold(ENTITY, "/v1/entities/device/d-1?" + reached, 200);
        String page = "/v1/entities/device?prefix=d&where=status:s&limit=1&" + reached;
        hold(LIST, page + "&cursor=" + next(hold(LIST, page, 200)), 200);
        HttpResponse<String> byId = hold(LIST, "/v1/entities/device?id=d-1", 200);
        described.hold(
                LIST,
                api.get(
                        "/v1/entities/device?id=d-1",
                        "If-None-Match",
                        byId.headers().firstValue("ETag").orElseThrow()));
        hold(LIST, "/v1/entities/device?id=nobody", 404);
        hold(LIST, "/v1/entities/device?id=broken-1", 409);
        look("device", "?" + reached, "{\"ids\":[\"d-1\"]}", 200);
        hold(COUNTS, "/v1/types/device/counts?by=status&" + reached, 200);
        String items = "/v1/types/device/unreadable?limit=1&" + reached;
        hold(UNREADABLE, items + "&cursor=" + next(hold(UNREADABLE, items, 200)), 200);
        String watched =
                "from=" + Token.of("device", store.log(), Instant.now(), 0, 1).encode() + "&" + reached;
        holdBeginning(WATCH, "/v1/watch/device?id=d-1");
        holdBeginning(
                WATCH, "/v1/watch/device?snapshot=true&where=status:s&prefix=d&" + watched, "Last-Event-ID", "begin");
        holdBeginning(WATCH_ENTITY, "/v1/watch/device/d-1?" + watched, "Last-Event-ID", "begin");
    }

    @Test
    void shouldDescribeWhatItRefuses() {
        serveAnyLog();
        hold(ENTITY, "/v1/entities/device/d-1?after=x", 400);
        hold(ENTITY, "/v1/entities/device/d-1?afer=x", 400);
        look("device", "?after=x", "{\"ids\":[\"d-1\"]}", 400);
        look("device", "?afer=x", "{\"ids\":[\"d-1\"]}", 400);
        described.hold(LOOKUP, api.post("/v1/lookup/device", "x", "Content-Type", "text/plain"));
        described.hold(
                LOOKUP,
                api.post("/v1/lookup/device", "x", "Content-Type", "application/json", "Content-Encoding", "br"));
        hold(COUNTS, "/v1/types/device/counts?by=status&after=x", 400);
        hold(TYPES, "/v1/types?x=1", 400);
        hold(PAGE, "/v1/page?x=1", 400);
        hold(PARTITIONS, "/v1/types/device/partitions?x=1", 400);
        hold(LOG, "/v1/types/device/log?x=1", 400);
        hold(HISTORY, "/v1/history/device/a%2Fb", 400);
        hold(WATCH_ENTITY, "/v1/watch/device/a%2Fb", 400);
    }

    @Test
    void shouldDescribeThatKeysStandWhereTheyDoNotBelong() {
        serveAnyLog();
        store.misplaced(generation, (StoredLog.partition("d-1") + 1) % StoredLog.PARTITIONS, "d-1");

        hold(ENTITY, "/v1/entities/device/nobody", 503);
        hold(LIST, "/v1/entities/device", 503);
        look("device", "", "{\"ids\":[\"nobody\"]}", 503);
        hold(COUNTS, "/v1/types/device/counts?by=status", 503);
    }

    @Test
    void shouldDescribeThatTheStoreIsOld() {
        serveAnyLog();
        store.put(generation, "d-1", 44, "{}");
        store.serveAll(generation, 50);
        askForAll("", 200);
        store.serveAll(generation, 49);
        askForAll("", 503);
        store.serveAll(generation, 50, Instant.now().minusSeconds(30));
        askForAll("maxStale=5s", 503);
    }

    private void askForAll(String parameters, int status) {
        hold(LIST, "/v1/entities/device?" + parameters, status);
        hold(ENTITY, "/v1/entities/device/d-1?" + parameters, status);
        look("device", "?" + parameters, "{\"ids\":[\"d-1\"]}", status);
        hold(COUNTS, "/v1/types/device/counts?by=status&" + parameters, status);
        hold(UNREADABLE, "/v1/types/device/unreadable?" + parameters, status);
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
        hold(ENTITY, "/v1/entities/device/d-1", 503);
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
        hold(LIST, "/v1/entities/device?id=" + id + "&asOf=" + StoredLog.LOGGED_AT, 200);
        String byId = "/v1/history/device?id=" + id;
        String page = "&order=oldest&limit=1&since=" + StoredLog.LOGGED_AT;
        hold(HISTORY_BY_ID, byId + page + "&cursor=" + next(hold(HISTORY_BY_ID, byId + page, 200)), 200);
        hold(HISTORY, path + "?x=1" + page, 400);
        String pages = path + "?" + page.substring(1);
        hold(HISTORY, pages + "&cursor=" + next(hold(HISTORY, pages, 200)), 200);
        hold(HISTORY_BY_ID, byId + "&limit=x", 400);
        hold(HISTORY_BY_ID, "/v1/history/nothing?id=" + id, 404);
        hold(HISTORY_BY_ID, byId + "&cursor=" + new HistoryCursor("ZyXwVuTs", 0, 0).encode(), 410);
        hold(HISTORY_BY_ID, "/v1/history/driver?id=without-a-topic", 503);
        hold(ENTITY, asOf + "yesterday", 400);
        hold(ENTITY, asOf + StoredLog.LOGGED_AT.minusSeconds(1), 410);
        hold(ENTITY, "/v1/entities/driver/without-a-topic?asOf=" + StoredLog.LOGGED_AT, 503);
    }

    @Test
    void shouldDescribeThatTheStoreIsAway() {
        try (TestRedis redis = Backends.newRedis(false);
                ApiUnderTest alone = new ApiUnderTest(redis, "--spring.data.redis.timeout=300ms")) {
            redis.stop();

            described.hold(TYPES, alone.get("/v1/types"));
            described.hold(PARTITIONS, alone.get("/v1/types/device/partitions"));
            described.hold(UNREADABLE, alone.get("/v1/types/device/unreadable"));
            described.hold(COUNTS, alone.get("/v1/types/device/counts?by=status"));
            described.hold(ENTITY, alone.get("/v1/entities/device/d-1"));
            described.hold(LIST, alone.get("/v1/entities/device"));
            described.hold(LOOKUP, alone.post("/v1/lookup/device", "{\"ids\":[\"d-1\"]}"));
        }
    }

    @Test
    void shouldDescribeWhatAnyRequestMayBeAnsweredWith() {
        AnyRequests.hold(described, URI.create("http://127.0.0.1:" + api.port()), "/v1/types");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void shouldServeTheMetricsOfThePage() {
        assertThat(MetricsPage.disagreements(
                        "State query API", api.get("/actuator/prometheus").body()))
                .isEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void shouldDescribeNothingThatItDoesNotDo() {
        assertThat(described.unseenBut(SEEN_ELSEWHERE)).isEmpty();
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

    private static String next(HttpResponse<String> page) {
        return ApiUnderTest.json(page).get("next").stringValue();
    }

    private static void holdBeginning(String operation, String path, String... headers) throws IOException {
        HttpResponse<InputStream> answer = api.open(path, headers);
        try (InputStream body = answer.body()) {
            assertThat(answer.statusCode())
                    .withFailMessage(() -> path + ": " + answer.statusCode() + " " + rest(body))
                    .isEqualTo(200);
            described.hold(operation, answer, Character.toString(body.read()));
        }
    }

    private static String rest(InputStream body) {
        try {
            return new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private HttpResponse<String> hold(String operation, String path, int status) {
        HttpResponse<String> answer = api.get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
        described.hold(operation, answer);
        return answer;
    }
}
