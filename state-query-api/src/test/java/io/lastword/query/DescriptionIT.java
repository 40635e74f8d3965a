package io.lastword.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.Token;
import io.lastword.test.Backends;
import io.lastword.test.Topics;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the service says of its API is what it does: real answers against the description that it serves. */
class DescriptionIT {

    private static final String ENTITY = "get /v1/entities/{type}/{id}";
    private static final String LIST = "get /v1/entities/{type}";
    private static final String LOOKUP = "post /v1/lookup/{type}";
    private static final String TYPES = "get /v1/types";
    private static final String PARTITIONS = "get /v1/types/{type}/partitions";
    private static final String UNREADABLE = "get /v1/types/{type}/unreadable";
    private static final String COUNTS = "get /v1/types/{type}/counts";
    /** A description is served, and this is the beginning of what it covers; watch and history have tests of their own. */
    private static final String[] COVERED = {"/v1/entities", "/v1/lookup", "/v1/types"};

    private static ApiUnderTest api;
    private static StoredLog store;
    private static Described described;

    private String generation;

    @BeforeAll
    static void start() {
        api = new ApiUnderTest(Backends.redis(), ListUnderTest.ARGUMENTS);
        store = api.store();
        described = new Described(api.get("/v3/api-docs").body());
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
    void shouldDescribeWhatItAnswers() {
        assertThat(described.operations(COVERED))
                .containsExactlyInAnyOrder(ENTITY, LIST, LOOKUP, TYPES, PARTITIONS, UNREADABLE, COUNTS);
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
        assertThat(described.seen()).contains(ENTITY + " 304");
        hold(ENTITY, "/v1/entities/device/nobody", 404);
        hold(ENTITY, "/v1/entities/nothing/d-1", 404);
        hold(ENTITY, "/v1/entities/device/broken", 409);
        hold(ENTITY, "/v1/entities/device/a%2Fb", 400);
        hold(LIST, "/v1/entities/device?limit=5", 200);
        hold(LIST, "/v1/entities/device?near=1,1&radius=5", 200);
        described.hold(LIST, api.get("/v1/entities/device", "Accept", "application/x-ndjson"));
        hold(LIST, "/v1/entities/device?where=x", 400);
        hold(LIST, "/v1/entities/nothing", 404);
        described.hold(LOOKUP, api.post("/v1/lookup/device", "{\"ids\":[\"d-1\",\"nobody\",\"broken\"]}"));
        assertThat(described.seen()).contains(LOOKUP + " 200");
        described.hold(LOOKUP, api.post("/v1/lookup/device", "{}"));
        described.hold(LOOKUP, api.post("/v1/lookup/nothing", "{\"ids\":[\"d-1\"]}"));
        hold(TYPES, "/v1/types", 200);
        hold(PARTITIONS, "/v1/types/device/partitions", 200);
        hold(PARTITIONS, "/v1/types/driver/partitions", 503);
        hold(PARTITIONS, "/v1/types/nothing/partitions", 404);
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
    void shouldDescribeWhyItCannotAnswer() {
        String old =
                "after=" + Token.of("device", store.log(), Instant.EPOCH, 0, 1).encode();
        store.serveAll(generation, 50, Instant.now().minusSeconds(30));
        hold(ENTITY, "/v1/entities/device/d-1?maxStale=5s", 503);
        store.recreate("Another" + generation + "xxxxxxxxxx");
        store.serveAll(generation, 50);
        hold(ENTITY, "/v1/entities/device/d-1?" + old, 410);
        hold(LIST, "/v1/entities/device?" + old, 410);
        hold(COUNTS, "/v1/types/device/counts?by=status&" + old, 410);
        hold(UNREADABLE, "/v1/types/device/unreadable?" + old, 410);
        String later = "timeout=20ms&after="
                + Token.of("device", store.log(), null, 0, 52).encode();
        hold(LIST, "/v1/entities/device?" + later, 504);
        hold(COUNTS, "/v1/types/device/counts?by=status&" + later, 504);
        hold(UNREADABLE, "/v1/types/device/unreadable?" + later, 504);
        store.cold(1);
        hold(PARTITIONS, "/v1/types/device/partitions", 200);
        hold(LIST, "/v1/entities/device", 503);
        hold(COUNTS, "/v1/types/device/counts?by=status", 503);
        hold(UNREADABLE, "/v1/types/device/unreadable", 503);
        hold(TYPES, "/v1/types", 200);
    }

    private HttpResponse<String> hold(String operation, String path, int status) {
        HttpResponse<String> answer = api.get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
        described.hold(operation, answer);
        return answer;
    }
}
