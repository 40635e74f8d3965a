package io.lastword.query;

import static io.lastword.query.ListUnderTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Counts of entities by the value of a field, asked for over HTTP. */
class CountsIT {

    private static final String PATH = "/v1/types/device/counts";

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
    void shouldCountEachValueInItsOrder() {
        fill(
                700,
                i -> "{\"status\":\"" + new String[] {"", "on", "online", "ö"}[i % 4] + "\",\"battery\":"
                        + i % 3 + ".50,\"on\":" + (i % 7 == 0)
                        + (i % 10 == 0 ? "}" : ",\"times\":{\"seen\":\"2026-03-01T0" + i % 2 + ":00:00Z\"}}"));

        HttpResponse<String> answer = api.get(PATH + "?by=status");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith(
                        "{\"by\":\"status\",\"counts\":[{\"value\":\"\",\"count\":175},{\"value\":\"on\",\"count\":175},"
                                + "{\"value\":\"online\",\"count\":175},{\"value\":\"ö\",\"count\":175}],\"unindexed\":0,");
        assertThat(answer.headers().firstValue("Lastword-Caught-Up-At")).isPresent();
        assertThat(Token.decode(ApiUnderTest.json(answer).get("token").stringValue())
                        .positions())
                .hasSize(StoredLog.PARTITIONS);
        assertThat(counts("battery"))
                .isEqualTo(
                        "[{\"value\":0.5,\"count\":234},{\"value\":1.5,\"count\":233},{\"value\":2.5,\"count\":233}]");
        assertThat(counts("on")).isEqualTo("[{\"value\":false,\"count\":600},{\"value\":true,\"count\":100}]");
        JsonNode seen = ApiUnderTest.json(api.get(PATH + "?by=seen"));
        assertThat(seen.get("counts").toString())
                .isEqualTo("[{\"value\":\"2026-03-01T00:00:00.000Z\",\"count\":280},"
                        + "{\"value\":\"2026-03-01T01:00:00.000Z\",\"count\":350}]");
        assertThat(seen.get("unindexed").asInt()).isEqualTo(70);
    }

    @Test
    void shouldWriteNumbersAsAReaderOfIntegersTakesThem() {
        List<String> numbers = List.of("-0", "20", "1e2", "123456789012345678900", "1E21", "0.000000100");
        fill(numbers.size(), i -> "{\"battery\":" + numbers.get(i) + "}");

        String answer = api.get(PATH + "?by=battery").body();

        assertThat(answer)
                .contains("{\"value\":0,\"count\":1}")
                .contains("{\"value\":0.0000001,\"count\":1}")
                .contains("{\"value\":20,\"count\":1}")
                .contains("{\"value\":100,\"count\":1}")
                .contains("{\"value\":123456789012345678900,\"count\":1}")
                .contains("{\"value\":1E+21,\"count\":1}");
    }

    @Test
    void shouldSayThatAFieldHasTooManyValues() {
        fill(1_000, i -> "{\"battery\":" + i + "}");
        assertThat(ApiUnderTest.json(api.get(PATH + "?by=battery")).get("counts"))
                .hasSize(1_000);

        store.put(generation, "one-more", 60, "{\"battery\":-1}");

        HttpResponse<String> answer = api.get(PATH + "?by=battery");
        assertProblem(answer, 422, "too-many-values");
        assertThat(answer.body()).contains("by='battery' has more than 1000 values");
    }

    @Test
    void shouldExplainWhyItCannotCount() {
        HttpResponse<String> unknown = api.get(PATH + "?by=colour");
        assertProblem(unknown, 400, "invalid-parameter");
        assertThat(unknown.body()).contains("by='colour'", "battery, kind, on, seen, status");
        assertProblem(api.get(PATH + "?by=place"), 400, "invalid-parameter");
        assertThat(api.get(PATH).statusCode()).isEqualTo(400);
        assertProblem(api.get("/v1/types/nothing/counts?by=x"), 404, "unknown-type");
        assertProblem(api.get(PATH + "?by=on&after=x"), 400, "invalid-token");

        store.misplaced(generation, 2, "stray");
        assertProblem(api.get(PATH + "?by=on"), 503, "misplaced-keys");
        store.declare(Map.of());
        store.serveAll(Topics.unique("g"), 60);
        HttpResponse<String> without = api.get(PATH + "?by=on");
        assertProblem(without, 503, "not-ready");
        assertThat(without.body()).contains("definition-changed");
        store.cold(3);
        assertProblem(api.get(PATH + "?by=on"), 503, "not-ready");
    }

    private static String counts(String by) {
        return ApiUnderTest.json(api.get(PATH + "?by=" + by)).get("counts").toString();
    }

    private void fill(int count, java.util.function.IntFunction<String> state) {
        Map<String, String> states = new HashMap<>();
        for (int i = 0; i < count; i++) {
            states.put("d-" + i, state.apply(i));
        }
        store.fill(generation, states);
    }
}
