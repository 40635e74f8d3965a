package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The list of unreadable entities, asked for over HTTP. */
class UnreadableIT {

    private static final String PATH = "/v1/types/device/unreadable";

    private static ApiUnderTest api;
    private static StoredLog store;

    private String generation;

    @BeforeAll
    static void start() {
        api = new ApiUnderTest(Backends.redis());
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
        store.serveAll(generation, 50);
    }

    @Test
    void shouldListWhatCouldNotBeReadOfAllPartitions() {
        store.unreadable(generation, "a", 41, "the JSON is malformed at line 1, column 3");
        store.unreadable(generation, "with/slash ü\nand line", 42, "not an object");

        HttpResponse<String> answer = api.get(PATH);

        JsonNode page = ApiUnderTest.json(answer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(page.get("items").toString())
                .contains("{\"id\":\"a\",\"partition\":" + StoredLog.partition("a")
                        + ",\"revision\":41,\"reason\":\"the JSON is malformed at line 1, column 3\","
                        + "\"loggedAt\":\"2026-03-01T12:00:00.123Z\"}")
                .contains("\"id\":\"with/slash ü\\nand line\"");
        assertThat(page.get("items")).hasSize(2);
        assertThat(page.has("next")).isFalse();
        assertThat(Token.decode(page.get("token").stringValue()).positions())
                .hasSize(StoredLog.PARTITIONS)
                .containsValue(50L);
        assertThat(Instant.parse(
                        answer.headers().firstValue("Lastword-Caught-Up-At").orElseThrow()))
                .isAfter(Instant.now().minusSeconds(60));
    }

    @Test
    void shouldAnswerAnEmptyListWhereEverythingCanBeRead() {
        JsonNode page = ApiUnderTest.json(api.get(PATH));

        assertThat(page.get("items")).isEmpty();
        assertThat(page.has("next")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1000})
    void shouldListEachOnceOverAllPages(int limit) {
        Set<String> ids = broken(limit == 1 ? 150 : 2_500);

        List<String> listed = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonNode page = ApiUnderTest.json(api.get(PATH + "?limit=" + limit + next));
            assertThat(page.get("items").size()).isLessThanOrEqualTo(limit);
            page.get("items").forEach(item -> listed.add(item.get("id").stringValue()));
            next = page.has("next") ? "&cursor=" + page.get("next").stringValue() : null;
        }

        assertThat(listed).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(listed)).isEqualTo(ids);
    }

    @Test
    void shouldLeaveNothingOutThatStaysUnreadableWhileOthersHeal() {
        Set<String> ids = broken(2_500);

        Set<String> listed = new TreeSet<>();
        String next = "";
        int healed = 0;
        while (next != null) {
            JsonNode page = ApiUnderTest.json(api.get(PATH + "?limit=30" + next));
            page.get("items").forEach(item -> listed.add(item.get("id").stringValue()));
            next = page.has("next") ? "&cursor=" + page.get("next").stringValue() : null;
            for (int until = Math.min(2_400, healed + 100); healed < until; healed++) {
                store.readable(generation, "broken-" + healed);
                ids.remove("broken-" + healed);
            }
        }

        assertThat(ids).hasSize(100);
        assertThat(listed).containsAll(ids);
    }

    @Test
    void shouldBeginAPartitionAgainWhoseGenerationChanged() {
        Set<String> ids = broken(300);
        JsonNode first = ApiUnderTest.json(api.get(PATH + "?limit=250"));
        String rebuilt = Topics.unique("g");
        for (String id : ids) {
            store.unreadable(rebuilt, id, 41, "bad");
        }
        store.serveAll(rebuilt, 60);

        JsonNode rest = ApiUnderTest.json(
                api.get(PATH + "?limit=1000&cursor=" + first.get("next").stringValue()));

        Set<String> listed = new TreeSet<>();
        first.get("items").forEach(item -> listed.add(item.get("id").stringValue()));
        rest.get("items").forEach(item -> listed.add(item.get("id").stringValue()));
        assertThat(listed).isEqualTo(ids);
        assertThat(rest.get("items").size()).isGreaterThan(50);
    }

    @Test
    void shouldRefuseACursorOfAnotherIncarnation() {
        broken(10);
        String cursor =
                ApiUnderTest.json(api.get(PATH + "?limit=1")).get("next").stringValue();
        store.recreate("ZyXwVuTs" + generation + "xxxxxxxxxx");
        store.serveAll(Topics.unique("g"), 5);

        HttpResponse<String> answer = api.get(PATH + "?cursor=" + cursor);

        assertProblem(answer, 410, "token-of-another-log");
        assertThat(answer.body()).contains(cursor).contains("ZyXwVuTs");
    }

    @Test
    void shouldAnswer503WhileAPartitionIsCold() {
        store.cold(2);
        store.building(2, Topics.unique("b"), 30);

        HttpResponse<String> answer = api.get(PATH);

        assertProblem(answer, 503, "not-ready");
        assertThat(answer.body()).contains("\"partition\":2", "\"progress\":{\"read\":30,\"toRead\":100}");
    }

    @Test
    void shouldBeAsCurrentAsItIsAskedToBe() {
        store.serveAll(generation, 50, Instant.now().minusSeconds(30));
        String token = Token.of("device", store.log(), Instant.now(), 1, 52).encode();

        assertProblem(api.get(PATH + "?maxStale=5s"), 503, "too-stale");
        assertProblem(api.get(PATH + "?timeout=50ms&after=" + token), 504, "token-not-reached");
        assertThat(api.get(PATH + "?maxStale=60s").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/types/nothing/unreadable, 404, unknown-type, device",
        "/v1/types/device/unreadable?limit=0, 400, invalid-parameter, limit='0'",
        "/v1/types/device/unreadable?limit=1001, 400, invalid-parameter, limit='1001'",
        "/v1/types/device/unreadable?limit=many, 400, invalid-parameter, limit='many'",
        "/v1/types/device/unreadable?cursor=nonsense, 400, invalid-parameter, cursor='nonsense'",
        "/v1/types/device/unreadable?cursor=%26, 400, invalid-parameter, cursor='&'",
    })
    void shouldExplainWhatIsWrongWithARequest(String path, int status, String problem, String quoted) {
        HttpResponse<String> answer = api.get(path);

        assertProblem(answer, status, problem);
        assertThat(answer.body()).contains(quoted);
    }

    private Set<String> broken(int count) {
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            store.unreadable(generation, "broken-" + i, 41, "the JSON is malformed at line 1, column " + i);
            ids.add("broken-" + i);
        }
        return ids;
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String problem) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"urn:lastword:problem:" + problem + "\"");
    }
}
