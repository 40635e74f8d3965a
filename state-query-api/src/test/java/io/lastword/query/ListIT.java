package io.lastword.query;

import static io.lastword.query.ListUnderTest.PATH;
import static io.lastword.query.ListUnderTest.assertProblem;
import static io.lastword.query.ListUnderTest.encoded;
import static io.lastword.query.ListUnderTest.ids;
import static io.lastword.query.ListUnderTest.page;
import static io.lastword.query.ListUnderTest.walk;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Lists of entities, asked for over HTTP. */
class ListIT {

    private static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    private static final Runnable NOTHING = () -> {};

    private static ApiUnderTest api;
    private static StoredLog store;

    private String generation;

    @BeforeAll
    static void start() {
        api = new ApiUnderTest(Backends.redis(), ListUnderTest.ARGUMENTS);
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
    }

    @Test
    void shouldListSnapshotsWithTheirStatesByteForByte() {
        store.put(generation, "b", 49, "{\"n\": 1.0}");
        store.put(generation, "a", 49, "{}");

        HttpResponse<String> answer = api.get(PATH);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode page = ApiUnderTest.json(answer);
        assertThat(answer.body())
                .startsWith("{\"items\":[{\"type\":\"device\",\"id\":\"a\",\"incarnation\":\"" + store.incarnation()
                        + "\",\"revision\":49,\"event\":\"registered\",\"updatedAt\":\"2026-03-01T12:00:00.123Z\","
                        + "\"state\":{}},{\"type\":\"device\",\"id\":\"b\",")
                .contains("\"state\":{\"n\": 1.0}}],\"token\":");
        assertThat(page.has("next")).isFalse();
        assertThat(page.get("unreadable").asInt()).isZero();
        assertThat(Token.decode(page.get("token").stringValue()).positions())
                .hasSize(StoredLog.PARTITIONS)
                .containsValue(50L);
        assertThat(Instant.parse(
                        answer.headers().firstValue("Lastword-Caught-Up-At").orElseThrow()))
                .isAfter(Instant.now().minusSeconds(60));
    }

    @Test
    void shouldListIdsInTheOrderOfTheirBytes() {
        List<String> ids = new ArrayList<>(List.of(
                "a", "A", "ab", "a b", "_", "-", "é", "z", "Z", "\uFFFD", "\uD83D\uDE00", "a\nb", "10", "9", "a/b"));
        Random random = new Random(20261125);
        for (int i = 0; i < 400; i++) {
            StringBuilder id = new StringBuilder();
            random.ints(1 + random.nextInt(12), 0, 6).forEach(c -> id.append("aB_é-z".charAt(c)));
            ids.add(id.toString());
        }
        fill(ids.stream().distinct().toList(), id -> "{}");

        List<String> listed = walk(api, "", 7, NOTHING);

        assertThat(listed).isEqualTo(ids.stream().distinct().sorted(BY_BYTES).toList());
        assertThat(walk(api, "?prefix=a", 50, NOTHING))
                .isEqualTo(listed.stream().filter(id -> id.startsWith("a")).toList());
        assertThat(walk(api, "?prefix=" + encoded("é"), 50, NOTHING))
                .isEqualTo(listed.stream().filter(id -> id.startsWith("é")).toList());
    }

    @Test
    void shouldFilterAndSortByADeclaredField() {
        Random random = new Random(20261126);
        Map<String, Device> devices = new HashMap<>();
        for (int i = 0; i < 600; i++) {
            devices.put(
                    "d-" + i,
                    new Device(
                            List.of("online", "offline", "on", "").get(random.nextInt(4)),
                            random.nextInt(200) / 10.0 - 5,
                            random.nextBoolean(),
                            Instant.EPOCH.plusMillis(random.nextInt(50))));
        }
        fill(devices.keySet(), id -> devices.get(id).json());
        Comparator<String> byBattery = Comparator.comparing(id -> devices.get(id).battery);
        Comparator<String> byStatus = Comparator.comparing(id -> devices.get(id).status, BY_BYTES);
        Comparator<String> bySeen = Comparator.comparing(id -> devices.get(id).seen);

        assertList(devices, "where=status:online", d -> d.status.equals("online"), byStatus);
        assertList(devices, "where=status:", d -> d.status.isEmpty(), byStatus);
        assertList(devices, "where=status%5E=on", d -> d.status.startsWith("on"), byStatus);
        assertList(devices, "where=battery%3E=2.5", d -> d.battery >= 2.5, byBattery);
        assertList(devices, "where=battery%3C-1.1", d -> d.battery < -1.1, byBattery);
        assertList(devices, "where=battery%3E0&where=battery%3C=5", d -> d.battery > 0 && d.battery <= 5, byBattery);
        assertList(devices, "where=on:true", d -> d.on, BY_BYTES);
        assertList(
                devices,
                "where=on:true&where=seen%3E=1970-01-01T00:00:00.020Z",
                d -> d.on && d.seen.toEpochMilli() >= 20,
                bySeen);
        assertList(
                devices,
                "where=battery%3E3&where=status:offline",
                d -> d.battery > 3 && d.status.equals("offline"),
                byStatus);
        assertList(devices, "where=battery%3E5&where=battery%3C1", d -> false, BY_BYTES);
        assertThat(walk(api, "?where=status:online&prefix=d-1", 20, NOTHING))
                .isEqualTo(devices.keySet().stream()
                        .filter(id ->
                                id.startsWith("d-1") && devices.get(id).status.equals("online"))
                        .sorted(BY_BYTES)
                        .toList())
                .hasSizeGreaterThan(10);
        assertThat(walk(api, "?where=battery%3E5&prefix=d-1", 20, NOTHING))
                .isEqualTo(devices.keySet().stream()
                        .filter(id -> id.startsWith("d-1") && devices.get(id).battery > 5)
                        .sorted(BY_BYTES)
                        .toList())
                .hasSizeGreaterThan(10);
    }

    @Test
    void shouldGoOnBehindAShortPageWhereFewMeetAllConditions() {
        fill(
                IntStream.range(0, 6_000).mapToObj(i -> "d-" + i).toList(),
                id -> "{\"status\":\"on\",\"battery\":" + (id.endsWith("999") ? 1 : 0) + "}");
        List<Integer> sizes = new ArrayList<>();

        JsonNode first = page(api, "?where=status:on&where=battery:1&limit=2");
        List<String> all = walk(api, "?where=status:on&where=battery:1", 2, () -> sizes.add(1));

        assertThat(first.get("items").size()).isLessThan(2);
        assertThat(first.has("next")).isTrue();
        assertThat(all).containsExactly("d-1999", "d-2999", "d-3999", "d-4999", "d-5999", "d-999");
        assertThat(sizes).hasSizeGreaterThan(3);
    }

    @Test
    void shouldLeaveOutWhatHasNotTheIndexedKindAndCountWhatCannotBeRead() {
        store.put(generation, "a", 49, "{\"battery\":\"5\"}");
        store.put(generation, "b", 49, "{\"battery\":5}");
        store.put(generation, "c", 49, "{}");
        store.unreadable(generation, "broken", 44, "bad");

        JsonNode page = page(api, "?where=battery%3E0");

        assertThat(ids(page)).containsExactly("b");
        assertThat(page.get("unreadable").asInt()).isEqualTo(1);
        assertThat(ids(page(api, ""))).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?where=status:s"})
    void shouldListEachThatStayedOnceWhileOthersComeAndGo(String query) {
        Set<String> stay = new TreeSet<>();
        IntStream.range(0, 900).forEach(i -> stay.add("stay-" + i));
        fill(stay, id -> "{\"status\":\"s\",\"n\":0}");
        Random random = new Random(20261127);
        long[] revision = {100};

        List<String> listed = walk(api, query, 60, () -> {
            for (int i = 0; i < 40; i++) {
                int n = random.nextInt(900);
                store.put(generation, "stay-" + n, revision[0]++, "{\"status\":\"s\",\"n\":" + revision[0] + "}");
                store.put(generation, "stay-" + n + "-guest", revision[0]++, "{\"status\":\"s\"}");
                if (i % 2 == 0) {
                    store.remove(generation, "stay-" + n + "-guest", revision[0]++);
                }
            }
        });

        assertThat(listed).doesNotHaveDuplicates().isSortedAccordingTo(BY_BYTES).containsAll(stay);
        assertThat(listed).anyMatch(id -> id.endsWith("guest"));
    }

    @Test
    void shouldGoOnInAnotherGeneration() {
        List<String> ids = IntStream.range(0, 300).mapToObj(i -> "d-" + i).toList();
        fill(ids, id -> "{\"battery\":" + id.length() + "}");
        int[] pages = {0};

        List<String> listed = walk(api, "?where=battery%3E0", 90, () -> {
            if (++pages[0] == 2) {
                generation = Topics.unique("g");
                store.serveAll(generation, 60);
                fill(ids, id -> "{\"battery\":" + id.length() + "}");
            }
        });

        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
        assertThat(pages[0]).isGreaterThan(2);
    }

    @Test
    void shouldNotGoBackBehindTheFirstPage() {
        fill(IntStream.range(0, 20).mapToObj(i -> "d-" + i).toList(), id -> "{}");
        String next = page(api, "?limit=5").get("next").stringValue();
        Token token = new Token("device", store.incarnation(), null, new TreeMap<>(Map.of(0, 99L)));
        String ahead = page(api, "?limit=5").get("next").stringValue();

        store.serveAll(generation, 49);
        HttpResponse<String> behind = api.get(PATH + "?limit=5&timeout=50ms&cursor=" + next);
        HttpResponse<String> unreached = api.get(PATH + "?timeout=50ms&cursor=" + ahead + "&after=" + token.encode());

        assertProblem(behind, 504, "token-not-reached");
        assertProblem(unreached, 504, "token-not-reached");
        assertThat(unreached.body()).contains("\"wanted\":99");
    }

    @Test
    void shouldRefuseACursorOfAnotherListOrLog() {
        store.serveAll(generation, 50, Instant.now().minusSeconds(60));
        fill(IntStream.range(0, 20).mapToObj(i -> "d-" + i).toList(), id -> "{\"status\":\"s\"}");
        String cursor = page(api, "?limit=5").get("next").stringValue();
        String filtered = page(api, "?limit=5&where=status:s").get("next").stringValue();
        String broken = cursor.substring(0, 20) + (cursor.charAt(20) == 'A' ? 'B' : 'A') + cursor.substring(21);

        assertRefused(PATH + "?cursor=" + filtered, filtered, "other conditions");
        assertRefused(PATH + "?where=status:s&cursor=" + cursor, cursor, "other conditions");
        assertRefused(PATH + "?prefix=d&cursor=" + cursor, cursor, "other conditions");
        assertRefused("/v1/entities/driver?cursor=" + cursor, cursor, "of 'device' entities");
        assertRefused(PATH + "?cursor=" + broken, broken, "is not one");
        assertRefused(PATH + "?cursor=" + cursor.substring(1), cursor.substring(1), "is not one");
        assertThat(api.get(PATH + "?limit=7&cursor=" + cursor).statusCode()).isEqualTo(200);

        store.recreate("ZyXwVuTs" + generation + "xxxxxxxxxx");
        store.serveAll(Topics.unique("g"), 5);
        HttpResponse<String> recreated = api.get(PATH + "?cursor=" + cursor);

        assertProblem(recreated, 410, "token-of-another-log");
        assertThat(recreated.body()).contains(cursor).contains("ZyXwVuTs");
    }

    @Test
    void shouldNotAnswerFromAGenerationWithoutTheIndex() {
        store.declare(Map.of("battery", ListUnderTest.INDEXES.get("battery")));
        store.serveAll(generation, 50);
        store.put(generation, "a", 49, "{\"battery\":5,\"status\":\"s\"}");

        HttpResponse<String> without = api.get(PATH + "?where=status:s");

        assertProblem(without, 503, "not-ready");
        assertThat(without.body()).contains("\"reason\":\"definition-changed\"", "no index 'status'");
        assertThat(without.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(ids(page(api, "?where=battery%3E0"))).containsExactly("a");
        assertThat(ids(page(api, ""))).containsExactly("a");
    }

    @Test
    void shouldNotCallAListCompleteThatIsNot() {
        store.misplaced(generation, 2, "stray");
        assertProblem(api.get(PATH), 503, "misplaced-keys");

        store.serveAll(Topics.unique("g"), 60);
        store.cold(1);
        store.building(1, Topics.unique("b"), 30);
        HttpResponse<String> cold = api.get(PATH);

        assertProblem(cold, 503, "not-ready");
        assertThat(cold.body()).contains("\"partition\":1", "\"progress\":{\"read\":30,\"toRead\":100}");
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
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/v1/entities/nothing | 404 | unknown-type | device, driver",
                "/v1/entities/device?limit=0 | 400 | invalid-parameter | limit='0'",
                "/v1/entities/device?limit=1001 | 400 | invalid-parameter | limit='1001'",
                "/v1/entities/device?limit=many | 400 | invalid-parameter | limit='many'",
                "/v1/entities/device?limit=1&limit=2 | 400 | invalid-parameter | 'limit' is given more than once",
                "/v1/entities/device?wehre=status:s | 400 | invalid-parameter | knows no parameter 'wehre'; it knows after, asOf, cursor, id, limit",
                "/v1/entities/device?where=colour:red | 400 | invalid-parameter | battery (number), kind (string), on (boolean)",
                "/v1/entities/device?where=status | 400 | invalid-parameter | where='status' is not a condition",
                "/v1/entities/device?where=battery%5E=1 | 400 | invalid-parameter | where='battery^=1'",
                "/v1/entities/plain?where=status:s | 400 | invalid-parameter | 'plain' declares none",
                "/v1/entities/device?cursor=%26 | 400 | invalid-parameter | cursor='&'",
                "/v1/entities/device?cursor= | 400 | invalid-parameter | cursor=''",
                "/v1/entities/device?after=x | 400 | invalid-token | x",
                "/v1/entities/device?near=52.52 | 400 | invalid-parameter | near='52.52'",
                "/v1/entities/device?near=1e1,2&radius=5 | 400 | invalid-parameter | near='1e1,2'",
                "/v1/entities/device?near=90.1,0&radius=5 | 400 | invalid-parameter | near='90.1,0' is out of range",
                "/v1/entities/device?near=0,-180.5&radius=5 | 400 | invalid-parameter | near='0,-180.5' is out of range",
                "/v1/entities/device?near=0,0 | 400 | invalid-parameter | needs a radius",
                "/v1/entities/device?near=0,0&radius=0 | 400 | invalid-parameter | radius='0'",
                "/v1/entities/device?near=0,0&radius=500001 | 400 | invalid-parameter | radius='500001'",
                "/v1/entities/device?near=0,0&radius=NaN | 400 | invalid-parameter | radius='NaN'",
                "/v1/entities/device?radius=5 | 400 | invalid-parameter | radius='5' is given without near",
                "/v1/entities/plain?near=0,0&radius=5 | 400 | invalid-parameter | 'plain' declares none",
            })
    void shouldExplainWhatIsWrongWithARequest(String path, int status, String problem, String quoted) {
        HttpResponse<String> answer = api.get(path);

        assertProblem(answer, status, problem);
        assertThat(ApiUnderTest.json(answer).get("detail").stringValue()).contains(quoted);
    }

    @Test
    void shouldNotListEverythingWhereAConditionIsNotWellFormed() {
        assertProblem(api.get(PATH + "?where=status:%ff"), 400, "invalid-parameter");
    }

    private void assertRefused(String path, String cursor, String why) {
        HttpResponse<String> answer = api.get(path);
        assertProblem(answer, 400, "invalid-parameter");
        assertThat(answer.body()).contains("cursor='" + cursor + "'").contains(why);
    }

    private static void assertList(
            Map<String, Device> devices, String query, Predicate<Device> condition, Comparator<String> order) {
        List<String> expected = devices.keySet().stream()
                .filter(id -> condition.test(devices.get(id)))
                .sorted(order.thenComparing(BY_BYTES))
                .toList();
        assertThat(walk(api, "?" + query, 37, NOTHING)).as(query).isEqualTo(expected);
        assertThat(ids(page(api, "?limit=1000&" + query))).as(query).isEqualTo(expected);
    }

    private void fill(Iterable<String> ids, java.util.function.UnaryOperator<String> state) {
        Map<String, String> states = new HashMap<>();
        ids.forEach(id -> states.put(id, state.apply(id)));
        store.fill(generation, states);
    }

    private record Device(String status, double battery, boolean on, Instant seen) {

        String json() {
            return "{\"status\":\"" + status + "\",\"battery\":" + battery + ",\"on\":" + on + ",\"times\":{\"seen\":\""
                    + seen + "\"}}";
        }
    }
}
