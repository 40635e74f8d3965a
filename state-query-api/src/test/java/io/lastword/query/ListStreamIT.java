package io.lastword.query;

import static io.lastword.query.ListUnderTest.PATH;
import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.token.Token;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole lists in one answer, a line an entity. */
class ListStreamIT {

    private static final String[] LINES = {"Accept", "application/x-ndjson"};
    private static final JsonMapper JSON = new JsonMapper();

    private static ApiUnderTest api;
    private static StoredLog store;

    private String generation;

    @BeforeAll
    static void start() {
        List<String> arguments = new ArrayList<>(List.of(ListUnderTest.ARGUMENTS));
        arguments.add("--lastword.query.max-streams=1");
        api = new ApiUnderTest(Backends.redis(), arguments.toArray(String[]::new));
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
    void shouldStreamEveryEntityAndEndWithTheToken() {
        TreeSet<String> ids = fill(1_234, "{\"status\":\"s\"}");
        store.unreadable(generation, "broken", 44, "bad");

        HttpResponse<String> answer = api.get(PATH, LINES);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(answer.headers().firstValue("Lastword-Caught-Up-At")).isPresent();
        List<JsonNode> lines = answer.body().lines().map(JSON::readTree).toList();
        assertThat(lines.subList(0, 1_234).stream().map(line -> line.get("id").stringValue()))
                .containsExactlyElementsOf(ids);
        assertThat(lines).hasSize(1_235);
        assertThat(Token.decode(lines.get(1_234).get("token").stringValue()).positions())
                .hasSize(StoredLog.PARTITIONS);
        assertThat(lines.get(1_234).get("unreadable").asInt()).isEqualTo(1);
        assertThat(api.get(PATH + "?where=status:t", LINES).body()).startsWith("{\"token\":");
        assertThat(api.get(PATH, "Accept", "application/json, application/x-ndjson;q=0.5")
                        .body())
                .startsWith("{\"items\":");
        ListUnderTest.assertProblem(api.get(PATH + "?limit=5", LINES), 400, "invalid-parameter");
        ListUnderTest.assertProblem(api.get("/v1/entities/nothing", LINES), 404, "unknown-type");
    }

    @Test
    void shouldEndWithAProblemWhereItCannotGoOnAndRefuseMoreThanItMayWrite() throws Exception {
        TreeSet<String> ids = fill(2_000, "{\"padding\":\"" + "x".repeat(20_000) + "\"}");
        List<String> lines = new ArrayList<>();
        try (InputStream body = api.stream(PATH, LINES);
                BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            lines.add(reader.readLine());

            HttpResponse<String> another = api.get(PATH, LINES);
            store.cold(1);
            reader.lines().forEach(lines::add);

            ListUnderTest.assertProblem(another, 429, "more-than-a-share");
        }

        JsonNode last = JSON.readTree(lines.get(lines.size() - 1));
        assertThat(lines.size()).isLessThan(2_000);
        assertThat(last.get("type").stringValue()).isEqualTo("urn:lastword:problem:not-ready");
        assertThat(last.get("status").asInt()).isEqualTo(503);
        assertThat(last.get("detail").stringValue()).contains("device/1");

        store.serveAll(generation, 50);
        HttpResponse<String> rest = api.get(PATH + "?cursor=" + last.get("next").stringValue(), LINES);
        List<String> listed = new ArrayList<>();
        lines.subList(0, lines.size() - 1)
                .forEach(line -> listed.add(JSON.readTree(line).get("id").stringValue()));
        rest.body()
                .lines()
                .map(JSON::readTree)
                .filter(line -> line.has("id"))
                .forEach(line -> listed.add(line.get("id").stringValue()));
        assertThat(listed).containsExactlyElementsOf(ids);
    }

    private TreeSet<String> fill(int count, String state) {
        Map<String, String> states = new HashMap<>();
        for (int i = 0; i < count; i++) {
            states.put("d-" + i, state);
        }
        store.fill(generation, states);
        return new TreeSet<>(states.keySet());
    }
}
