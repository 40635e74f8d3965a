package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lastword.model.token.Token;
import io.lastword.test.Backends;
import io.lastword.test.TestRedis;
import io.lastword.test.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The query API on a store that holds what the layout says, asked over HTTP. */
class QueryIT {

    private static final String ENTITY = "/v1/entities/device/";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static TestRedis redis;
    private static ConfigurableApplicationContext service;
    private static StoredLog store;

    private String generation;

    @BeforeAll
    static void start() {
        redis = Backends.newRedis(true);
        String uri = "redis://" + redis.host() + ":" + redis.port();
        String prefix = Topics.unique("query") + ":";
        service = StateQueryApiApplication.application()
                .run("--server.port=0", "--spring.data.redis.url=" + uri, "--lastword.query.key-prefix=" + prefix);
        store = StoredLog.in(redis, prefix, "device");
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        store.close();
        redis.close();
    }

    /** Every test has an incarnation of its own, so that none remembers another's positions. */
    @BeforeEach
    void serveAGeneration() {
        generation = Topics.unique("g");
        store.recreate(Topics.unique("incarnation").replaceFirst("incarnation-", "i") + generation + "xxxxxxxxxx");
        store.serveAll(generation, 50);
        store.snapshot(generation, "tv-1", 41, "{\"model\": \"tv\",\"n\":1.0}");
    }

    @Test
    void shouldAnswerASnapshotWithItsStateByteForByte() {
        HttpResponse<String> answer = get(ENTITY + "tv-1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"device\",\"id\":\"tv-1\",\"incarnation\":\"" + store.incarnation()
                        + "\",\"revision\":41,\"event\":\"registered\",\"updatedAt\":\"2026-03-01T12:00:00.123Z\","
                        + "\"state\":{\"model\": \"tv\",\"n\":1.0}}");
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
        assertThat(header(answer, "ETag")).isEqualTo("\"" + store.incarnation() + "-41\"");
        assertThat(header(answer, "Lastword-Position")).isEqualTo("device/" + StoredLog.partition("tv-1") + "@50");
        assertThat(Instant.parse(header(answer, "Lastword-Caught-Up-At")))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void shouldAnswer304ToTheETagOfTheSameRevisionOnly() {
        String etag = header(get(ENTITY + "tv-1"), "ETag");

        HttpResponse<String> same = get(ENTITY + "tv-1", "If-None-Match", "\"other\", W/" + etag);
        store.snapshot(generation, "tv-1", 42, "{}");
        HttpResponse<String> changed = get(ENTITY + "tv-1", "If-None-Match", etag);

        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(header(same, "Lastword-Position")).isNotNull();
        assertThat(changed.statusCode()).isEqualTo(200);
    }

    @Test
    void shouldAnswer404WithThePositionThatItIsTrueAt() {
        HttpResponse<String> answer = get(ENTITY + "nobody");

        assertProblem(answer, 404, "entity-not-found");
        assertThat(header(answer, "Lastword-Position")).endsWith("@50");
        assertThat(header(answer, "Lastword-Caught-Up-At")).isNotNull();
    }

    @Test
    void shouldAnswer409WithRevisionAndReasonForAnUnreadableEntity() {
        store.unreadable(generation, "broken", 44, "the JSON is malformed at line 1, column 3");

        HttpResponse<String> answer = get(ENTITY + "broken");

        assertProblem(answer, 409, "unreadable-change");
        assertThat(answer.body()).contains("\"revision\":44").contains("line 1, column 3");
    }

    @Test
    void shouldAnswer503WithProgressWhereThePartitionIsCold() {
        int partition = StoredLog.partition("tv-1");
        store.cold(partition);
        store.building(partition, Topics.unique("b"), 30);

        HttpResponse<String> answer = get(ENTITY + "tv-1");

        assertProblem(answer, 503, "not-ready");
        assertThat(header(answer, "Retry-After")).isEqualTo("1");
        assertThat(answer.body())
                .contains("\"reason\":\"store-empty\"")
                .contains("\"progress\":{\"read\":30,\"toRead\":100}");
    }

    @Test
    void shouldNotCallAnEntityAbsentWhileAnotherPartitionIsCold() {
        store.cold((StoredLog.partition("nobody") + 1) % StoredLog.PARTITIONS);

        HttpResponse<String> absent = get(ENTITY + "nobody");

        assertProblem(absent, 503, "not-ready");
    }

    @Test
    void shouldAnswer503InsteadOf404WhereAnyPartitionHoldsMisplacedKeys() {
        store.misplaced(generation, (StoredLog.partition("nobody") + 1) % StoredLog.PARTITIONS, "nobody");

        HttpResponse<String> absent = get(ENTITY + "nobody");
        HttpResponse<String> present = get(ENTITY + "tv-1");

        assertProblem(absent, 503, "misplaced-keys");
        assertThat(present.statusCode()).isEqualTo(200);
    }

    @Test
    void shouldFollowAFlipToAnotherGeneration() {
        get(ENTITY + "tv-1");
        String next = Topics.unique("g");
        store.snapshot(next, "tv-1", 48, "{}");
        store.serveAll(next, 60);

        HttpResponse<String> answer = get(ENTITY + "tv-1");

        assertThat(answer.body()).contains("\"revision\":48");
        assertThat(header(answer, "Lastword-Position")).endsWith("@60");
    }

    @Test
    void shouldNotAnswerFromAnOlderPositionThanBefore() {
        get(ENTITY + "tv-1");
        store.serveAll(generation, 49);

        HttpResponse<String> older = get(ENTITY + "tv-1");
        store.serveAll(generation, 50);
        HttpResponse<String> again = get(ENTITY + "tv-1");

        assertProblem(older, 503, "store-behind");
        assertThat(again.statusCode()).isEqualTo(200);
    }

    @Test
    void shouldWaitForTheTokenOfAWrite() throws Exception {
        int partition = StoredLog.partition("tv-1");
        String token =
                Token.of("device", store.log(), Instant.now(), partition, 52).encode();

        CompletableFuture<HttpResponse<String>> waiting = CLIENT.sendAsync(
                request(ENTITY + "tv-1?timeout=20s&after=" + token).GET().build(), BodyHandlers.ofString());
        HttpResponse<String> tooShort = get(ENTITY + "tv-1?timeout=100ms&after=" + token);
        assertThat(waiting).isNotDone();
        store.snapshot(generation, "tv-1", 51, "{\"n\":2}");
        store.generation(partition, generation, 52, Instant.now());

        assertProblem(tooShort, 504, "token-not-reached");
        assertThat(tooShort.body()).contains("\"position\":50").contains("\"wanted\":52");
        assertThat(waiting.get().body()).contains("\"revision\":51");
    }

    /** The change that the token stands for may have been compacted away, and the later one may not be folded yet. */
    @Test
    void shouldHaveATokenWaitWhereChangesBeforeThePositionMayBeMissing() throws Exception {
        int partition = StoredLog.partition("tv-1");
        String token =
                Token.of("device", store.log(), Instant.now(), partition, 40).encode();
        store.wholeAt(partition, generation, 45);

        HttpResponse<String> withoutToken = get(ENTITY + "tv-1");
        HttpResponse<String> tooShort = get(ENTITY + "tv-1?timeout=100ms&after=" + token);
        CompletableFuture<HttpResponse<String>> waiting = CLIENT.sendAsync(
                request(ENTITY + "tv-1?timeout=20s&after=" + token).GET().build(), BodyHandlers.ofString());
        store.generation(partition, generation, 50, Instant.now());

        assertThat(withoutToken.statusCode()).isEqualTo(200);
        assertThat(header(withoutToken, "Lastword-Position")).isNull();
        assertThat(header(withoutToken, "Lastword-Caught-Up-At")).isNotNull();
        assertProblem(tooShort, 504, "token-not-reached");
        assertThat(waiting.get().statusCode()).isEqualTo(200);
    }

    @Test
    void shouldAnswer410ToATokenOfAnOlderIncarnation() {
        String old = Token.of("device", new io.lastword.model.entity.Incarnation("anotherOne"), Instant.EPOCH, 0, 5)
                .encode();

        HttpResponse<String> answer = get(ENTITY + "tv-1?after=" + old);

        assertProblem(answer, 410, "token-of-another-log");
    }

    @Test
    void shouldNotHaveATokenDroppedThatIsNewerThanTheSnapshots() {
        String newer = Token.of(
                        "device",
                        new io.lastword.model.entity.Incarnation("anotherOne"),
                        Instant.now().plusSeconds(1),
                        0,
                        5)
                .encode();

        HttpResponse<String> answer = get(ENTITY + "tv-1?timeout=100ms&after=" + newer);

        assertProblem(answer, 504, "token-not-reached");
        assertThat(header(answer, "Retry-After")).isNotNull();
        assertThat(answer.body()).contains("anotherO").contains("\"incarnation\":\"" + store.incarnation() + "\"");
    }

    @Test
    void shouldAnswer503WhereTheSnapshotsAreOlderThanAllowed() {
        int partition = StoredLog.partition("tv-1");
        store.generation(partition, generation, 50, Instant.now().minusSeconds(30));

        assertProblem(get(ENTITY + "tv-1?maxStale=5s"), 503, "too-stale");
        assertThat(get(ENTITY + "tv-1?maxStale=60s").statusCode()).isEqualTo(200);
        store.generation(partition, generation, 50, Instant.now().plusSeconds(60));
        assertProblem(get(ENTITY + "tv-1?maxStale=5s"), 503, "too-stale");
    }

    @Test
    void shouldCallACaughtUpAtInTheFutureUnknownWhereverOneIsSaid() {
        Instant ahead = Instant.ofEpochMilli(Instant.now().plusSeconds(60).toEpochMilli());
        store.serveAll(generation, 50, ahead);

        HttpResponse<String> entity = get(ENTITY + "tv-1");
        HttpResponse<String> lookup = post("/v1/lookup/device", "{\"ids\":[\"tv-1\",\"nobody\"]}");
        HttpResponse<String> list = get("/v1/entities/device");
        String types = get("/v1/types").body();
        String partitions = get("/v1/types/device/partitions").body();

        assertThat(Stream.of(entity, lookup, list)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "Lastword-Caught-Up-At")).isNull();
        });
        assertThat(Stream.of(lookup, list)
                        .map(answer -> ApiUnderTest.json(answer).get("token").stringValue()))
                .allSatisfy(
                        token -> assertThat(Token.decode(token).caughtUpAt()).isNull());
        assertThat(partitions).contains("\"caughtUpAt\":null").doesNotContain(ahead.toString());
        assertThat(types).doesNotContain(ahead.toString());
    }

    @Test
    void shouldReachEveryIdOfTheLogBesideThePath() {
        for (String id : List.of("ns/name", "..", "?&;+ ü", "x".repeat(1_024))) {
            store.snapshot(generation, id, 42, "{}");
            String path = "/v1/entities/device?id=" + ListUnderTest.encoded(id);

            HttpResponse<String> answer = get(path);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(ApiUnderTest.json(answer).get("id").stringValue()).isEqualTo(id);
            String etag = answer.headers().firstValue("ETag").orElseThrow();
            assertThat(get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
        }
        ListUnderTest.assertProblem(get("/v1/entities/device?id=nobody"), 404, "entity-not-found");
        ListUnderTest.assertProblem(get("/v1/entities/device?id="), 400, "invalid-id");
        ListUnderTest.assertProblem(get("/v1/entities/device?id=" + "x".repeat(1_025)), 400, "invalid-id");
        ListUnderTest.assertProblem(get("/v1/entities/device?id=a&id=b"), 400, "invalid-parameter");
        ListUnderTest.assertProblem(get("/v1/entities/device?id=a&prefix=b"), 400, "invalid-parameter");
        assertThat(get(ENTITY + "a%2Fb").body()).contains("?id=");
    }

    @Test
    void shouldAnswerALookupInTheOrderAskedAndEachIdOnce() {
        store.snapshot(generation, "b", 42, "{}");
        store.snapshot(generation, "with/slash ü", 43, "{}");
        store.unreadable(generation, "broken", 44, "bad");

        HttpResponse<String> answer = post(
                "/v1/lookup/device", "{\"ids\":[\"with/slash ü\",\"z\",\"tv-1\",\"broken\",\"b\",\"a\",\"tv-1\"]}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().replaceAll("\"(type|incarnation|event|updatedAt|token)\":\"[^\"]*\",?", ""))
                .isEqualTo("{\"found\":[{\"id\":\"with/slash ü\",\"revision\":43,\"state\":{}},"
                        + "{\"id\":\"tv-1\",\"revision\":41,\"state\":{\"model\": \"tv\",\"n\":1.0}},"
                        + "{\"id\":\"b\",\"revision\":42,\"state\":{}}],"
                        + "\"missing\":[\"z\",\"a\"],"
                        + "\"unreadable\":[{\"id\":\"broken\",\"revision\":44,\"reason\":\"bad\"}],}");
        String token = answer.body().replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
        assertThat(Token.decode(token).positions().values()).containsOnly(50L);
        assertThat(get(ENTITY + "tv-1?after=" + token).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"ids\":[]}",
                "{\"ids\":\"a\"}",
                "{\"ids\":[1]}",
                "{\"ids\":[\"\"]}",
                "{}",
                "{\"ids\":[\"a\"],\"ids\":[\"b\"]}",
                "{\"ids\":[\"a\"],\"id\":\"b\"}",
                "{\"ids\":[\"a\"]}{",
                "{\"ids\":[\"a\"]"
            })
    void shouldRefuseABodyThatIsNoLookup(String body) {
        assertProblem(post("/v1/lookup/device", body), 400, "invalid-body");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/entities/nothing/a, 404, unknown-type",
        "/v1/entities/device/a%2Fb, 400, invalid-id",
        "/v1/entities/device/a%5Cb, 400, invalid-id",
        "/v1/entities/device/a;b, 400, invalid-id",
        "/v1/entities/device/a%07b, 400, invalid-id",
        "/v1/entities/device/a?after=nonsense, 400, invalid-token",
        "/v1/entities/device/a?timeout=soon, 400, invalid-parameter",
        "/v1/entities/device/a?timeout=10h, 400, invalid-parameter",
        "/v1/entities/device/a?maxStale=-1s, 400, invalid-parameter",
        "/v1/types/nothing/partitions, 404, unknown-type"
    })
    void shouldExplainWhatIsWrongWithARequest(String path, int status, String problem) {
        assertProblem(get(path), status, problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/entities/device/a%FF", "/v1/entities/device/a%00b"})
    void shouldExplainWhatTheServerRefusesBeforeTheService(String path) {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void shouldListTypesAndPartitionsWithWhatIsKnown() {
        int cold = 2;
        store.cold(cold);
        store.building(cold, Topics.unique("b"), 30);
        store.misplaced(generation, 1, "x");

        String types = get("/v1/types").body();
        String partitions = get("/v1/types/device/partitions").body();

        assertThat(types)
                .contains("{\"name\":\"device\",\"topic\":\"state.device\",\"state\":\"cold\"")
                .contains("{\"name\":\"driver\",\"topic\":\"state.driver\",\"state\":\"cold\",\"liveEntities\":null");
        assertThat(partitions)
                .contains("{\"partition\":0,\"state\":\"live\",\"reason\":null,\"progress\":null")
                .contains("{\"partition\":1,\"state\":\"live\",\"reason\":\"misplaced-keys\"")
                .contains("{\"partition\":2,\"state\":\"cold\",\"reason\":\"store-empty\","
                        + "\"progress\":{\"read\":30,\"toRead\":100}")
                .contains("\"position\":50,\"endOffset\":50,\"lag\":0");
    }

    /** Its bytes mean something else, so a state read from them would be a wrong one. */
    @Test
    void shouldNotAnswerFromAGenerationOfAnotherVersion() {
        int partition = StoredLog.partition("tv-1");
        store.ofAnotherVersion(partition, generation);

        HttpResponse<String> answer = get(ENTITY + "tv-1");

        assertProblem(answer, 503, "not-ready");
        assertThat(answer.body()).contains("\"reason\":\"definition-changed\"", "another version");
        assertThat(get("/v1/types/device/partitions").body())
                .contains("{\"partition\":" + partition + ",\"state\":\"cold\",\"reason\":\"definition-changed\"");
    }

    @Test
    void shouldSayWhyAPartitionIsNotFoldedInto() {
        store.frozen(3, "tombstones-may-have-expired");
        store.putOff(1, "store-full");

        String partitions = get("/v1/types/device/partitions").body();

        assertThat(partitions)
                .contains("{\"partition\":3,\"state\":\"rebuilding\",\"reason\":\"tombstones-may-have-expired\","
                        + "\"progress\":null")
                .contains("{\"partition\":1,\"state\":\"live\",\"reason\":\"store-full\"")
                .contains("{\"partition\":2,\"state\":\"live\",\"reason\":null");
    }

    @Test
    void shouldRefuseAQueryStringThatIsNotWellFormed() {
        assertProblem(get(ENTITY + "tv-1?maxStale=%ff"), 400, "invalid-parameter");
    }

    @Test
    void shouldAnswer503WhileRedisIsDownAndGoOnByItself() {
        redis.stop();
        try {
            HttpResponse<String> answer = get(ENTITY + "tv-1");

            assertProblem(answer, 503, "store-unavailable");
            assertThat(header(answer, "Retry-After")).isEqualTo("1");
            assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        } finally {
            redis.start();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> get(ENTITY + "tv-1").statusCode() == 200);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String problem) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body()).contains("\"urn:lastword:problem:" + problem + "\"");
    }

    private static HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.GET().build());
    }

    private static HttpResponse<String> post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder request(String path) {
        int port = ((WebServerApplicationContext) service).getWebServer().getPort();
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }
}
